namespace Relay.Nostr;

/// <summary>
/// Reads one message of a client from its UTF-8 bytes. The caller reads the parts in order: the type, then the parts of that type. Broken
/// JSON gives <see cref="ClientMessageType.Unknown"/> with a problem.
/// </summary>
public ref struct ClientMessageReader
{
    JsonCursor _cursor;
    bool _isFirst = true;

    /// <summary>Checks the message's syntax and reads its type.</summary>
    public ClientMessageReader(ReadOnlySpan<byte> message)
    {
        _cursor = default;
        if (!JsonSyntax.IsValid(message))
        {
            Problem = "invalid: the message is not valid JSON (or nested too deep)";
            return;
        }
        _cursor = new JsonCursor(message);
        if (!_cursor.Take((byte)'['))
            Problem = "invalid: a message must be a JSON array";
        else if (!_cursor.MoveToElement((byte)']', ref _isFirst) || !_cursor.TryReadText(out var word))
            Problem = "invalid: a message must begin with its type";
        else if ((Type = TypeOf(word)) == ClientMessageType.Unknown)
            Problem = "invalid: unknown message type";
    }

    /// <summary>The type.</summary>
    public ClientMessageType Type { get; }

    /// <summary>Why the type is unknown, as text for a NOTICE; else null.</summary>
    public string? Problem { get; }

    /// <summary>The problem of a message with more filters than <see cref="FilterBounds.MaxFilters"/>.</summary>
    public const string TooManyFilters = "invalid: too many filters";

    /// <summary>Reads the event of EVENT and AUTH. False with the reason if it is missing or invalid.</summary>
    public bool TryReadEvent(EventParser parser, out string? problem)
    {
        if (_cursor.MoveToElement((byte)']', ref _isFirst))
            return parser.TryRead(ref _cursor, out problem);
        parser.ForgetId();
        problem = "invalid: the event is missing";
        return false;
    }

    /// <summary>
    /// Reads the id of REQ, COUNT, CLOSE and the NEG messages. False if it is missing, not a string, or contains half a surrogate pair. The
    /// id may still be empty or too long.
    /// </summary>
    public bool TryReadSubscriptionId(out SubscriptionId id)
    {
        id = default;
        if (!_cursor.MoveToElement((byte)']', ref _isFirst) || !_cursor.TryReadText(out var text))
            return false;
        id = new SubscriptionId(text);
        return true;
    }

    /// <summary>
    /// Reads all filters of REQ and COUNT. Null with the reason, which begins with its prefix, if there is no filter, one is invalid, or
    /// they exceed the bounds.
    /// </summary>
    public List<Filter>? ReadFilters(in FilterBounds bounds, out string? problem)
    {
        problem = null;
        var filters = new List<Filter>(1);
        var valuesLeft = bounds.MaxValues;
        while (_cursor.MoveToElement((byte)']', ref _isFirst))
        {
            if (filters.Count == bounds.MaxFilters)
            {
                problem = TooManyFilters;
                return null;
            }
            var filter = FilterReader.TryRead(ref _cursor, bounds, ref valuesLeft, out problem);
            if (filter is null)
                return null;
            filters.Add(filter);
        }
        if (filters.Count > 0)
            return filters;
        problem = "invalid: at least one filter is required";
        return null;
    }

    static ClientMessageType TypeOf(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("EVENT"u8))
            return ClientMessageType.Event;
        if (word.SequenceEqual("REQ"u8))
            return ClientMessageType.Req;
        if (word.SequenceEqual("CLOSE"u8))
            return ClientMessageType.Close;
        if (word.SequenceEqual("COUNT"u8))
            return ClientMessageType.Count;
        if (word.SequenceEqual("AUTH"u8))
            return ClientMessageType.Auth;
        if (word.SequenceEqual("NEG-OPEN"u8))
            return ClientMessageType.NegOpen;
        if (word.SequenceEqual("NEG-MSG"u8))
            return ClientMessageType.NegMsg;
        if (word.SequenceEqual("NEG-CLOSE"u8))
            return ClientMessageType.NegClose;
        return ClientMessageType.Unknown;
    }
}
