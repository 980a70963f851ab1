namespace Relay.Nostr;

/// <summary>
/// Reads events from JSON into packed records, and checks their form and id but not the signature. Keeps its buffers for the next event, so
/// that one parser serves one connection. Not thread-safe.
/// </summary>
public sealed class EventParser
{
    const string IdProblem = "invalid: the id must be 64 lowercase hex characters";
    const string PublicKeyProblem = "invalid: the pubkey must be 64 lowercase hex characters";
    const string SignatureProblem = "invalid: the sig must be 128 lowercase hex characters";
    const string CreatedAtProblem = "invalid: created_at must be an integer number of seconds from 0 to 2^53-1";
    const string KindProblem = "invalid: the kind must be an integer from 0 to 65535";
    const string TagsProblem = "invalid: the tags must be arrays of strings, each with at least one";
    const string ContentProblem = "invalid: the content must be a string";
    const string SurrogateProblem = "invalid: a string contains half a surrogate pair";

    /// <summary>The largest integer that JSON numbers carry without loss.</summary>
    const long MaxCreatedAt = (1L << 53) - 1;

    readonly EventRecordWriter _writer = new();
    readonly byte[] _signature = new byte[64];
    byte[] _scratch = [];
    byte[] _idText = [];
    int _idTextLength;

    /// <summary>The event of the last successful parse, valid until the next one.</summary>
    public EventView View => new(_writer.Record);

    /// <summary>The number of tags of the last event.</summary>
    public int TagCount => _writer.TagCount;

    /// <summary>
    /// The id as the last event gave it, JSON-escaped and cut to the length that an answer repeats. Empty if the event gave no usable
    /// string. It is for the answer to an invalid event.
    /// </summary>
    public ReadOnlySpan<byte> IdText => _idText.AsSpan(0, _idTextLength);

    /// <summary>Reads one event from JSON. If it is invalid, returns false and the reason, which begins with <c>invalid:</c>.</summary>
    public bool TryParse(ReadOnlySpan<byte> json, out string? problem)
    {
        _idTextLength = 0;
        if (!JsonSyntax.IsValid(json))
        {
            problem = "invalid: not valid JSON";
            return false;
        }
        var cursor = new JsonCursor(json);
        return TryRead(ref cursor, out problem);
    }

    /// <summary>Forgets the id of the last event, for a message that has none.</summary>
    internal void ForgetId() => _idTextLength = 0;

    /// <summary>Reads one event at the cursor, in JSON that is already checked, and moves past it even if it is invalid.</summary>
    internal bool TryRead(ref JsonCursor cursor, out string? problem)
    {
        _idTextLength = 0;
        if (!cursor.Take((byte)'{'))
        {
            cursor.SkipValue();
            problem = "invalid: an event must be an object";
            return false;
        }
        // If a name is repeated its last value counts, so each value overwrites the earlier one.
        var valid = Fields.None;
        Bytes32 id = default, publicKey = default;
        long createdAt = 0, kind = 0;
        ReadOnlySpan<byte> content = default;
        string? tagsProblem = TagsProblem;
        _writer.Start();
        var isFirst = true;
        while (cursor.MoveToElement((byte)'}', ref isFirst))
        {
            var name = cursor.ReadName();
            if (name.SequenceEqual("id"u8))
            {
                KeepIdText(cursor.TryReadText(out var text) ? text : default);
                Note(Fields.Id, Bytes32.TryParse(text, out id), ref valid);
            }
            else if (name.SequenceEqual("pubkey"u8))
                Note(Fields.PublicKey, cursor.TryReadText(out var text) && Bytes32.TryParse(text, out publicKey), ref valid);
            else if (name.SequenceEqual("created_at"u8))
                Note(Fields.CreatedAt, cursor.TryReadInteger(out createdAt) && createdAt is >= 0 and <= MaxCreatedAt, ref valid);
            else if (name.SequenceEqual("kind"u8))
                Note(Fields.Kind, cursor.TryReadInteger(out kind) && kind is >= 0 and <= ushort.MaxValue, ref valid);
            else if (name.SequenceEqual("tags"u8))
                tagsProblem = ReadTags(ref cursor);
            else if (name.SequenceEqual("content"u8))
                Note(Fields.Content, TryReadRaw(ref cursor, out content), ref valid);
            else if (name.SequenceEqual("sig"u8))
                Note(Fields.Signature, cursor.TryReadText(out var text) && Hex.TryDecode(text, _signature), ref valid);
            else
                cursor.SkipValue();
        }
        problem = ProblemOf(valid) ?? tagsProblem;
        if (problem is not null)
            return false;
        if (!_writer.TryFinish(publicKey, createdAt, (ushort)kind, content))
        {
            problem = SurrogateProblem;
            return false;
        }
        _writer.SetId(id);
        _writer.SetSignature(_signature);
        var length = EventJson.MaxLength(View);
        var scratch = _scratch;
        if (scratch.Length < length)
        {
            scratch = new byte[Math.Max(Math.Max(length, 2 * scratch.Length), 2048)];
            if (scratch.Length <= EventRecordWriter.MaxKeptBytes)
                _scratch = scratch;
        }
        if (EventJson.ComputeId(View, scratch) == id)
            return true;
        problem = "invalid: event id does not match";
        return false;
    }

    string? ReadTags(scoped ref JsonCursor cursor)
    {
        _writer.Start();
        if (!cursor.Take((byte)'['))
        {
            cursor.SkipValue();
            return TagsProblem;
        }
        string? problem = null;
        var isFirst = true;
        while (cursor.MoveToElement((byte)']', ref isFirst))
        {
            if (problem is not null || cursor.Next != '[')
            {
                cursor.SkipValue();
                problem ??= TagsProblem;
            }
            else
                problem = ReadTag(ref cursor);
        }
        return problem;
    }

    string? ReadTag(scoped ref JsonCursor cursor)
    {
        string? problem = null;
        _writer.StartTag();
        cursor.Take((byte)'[');
        var isFirst = true;
        while (cursor.MoveToElement((byte)']', ref isFirst))
        {
            if (!TryReadRaw(ref cursor, out var item))
                problem ??= TagsProblem;
            else if (problem is null && !_writer.TryAddItem(item))
                problem = SurrogateProblem;
        }
        return problem ?? (_writer.TryEndTag() ? null : TagsProblem);
    }

    void KeepIdText(ReadOnlySpan<byte> text)
    {
        text = JsonText.Cut(text, RelayMessage.MaxEchoedCharacters);
        if (_idText.Length < text.Length)
            _idText = new byte[text.Length];
        text.CopyTo(_idText);
        _idTextLength = text.Length;
    }

    static bool TryReadRaw(scoped ref JsonCursor cursor, out ReadOnlySpan<byte> raw)
    {
        if (cursor.TryReadString(out raw))
            return true;
        cursor.SkipValue();
        return false;
    }

    static void Note(Fields field, bool isValid, ref Fields valid) => valid = isValid ? valid | field : valid & ~field;

    static string? ProblemOf(Fields valid) => (Fields.All & ~valid) switch
    {
        Fields.None => null,
        var missing when (missing & Fields.Id) != 0 => IdProblem,
        var missing when (missing & Fields.PublicKey) != 0 => PublicKeyProblem,
        var missing when (missing & Fields.Signature) != 0 => SignatureProblem,
        var missing when (missing & Fields.CreatedAt) != 0 => CreatedAtProblem,
        var missing when (missing & Fields.Kind) != 0 => KindProblem,
        _ => ContentProblem,
    };

    [Flags]
    enum Fields
    {
        None = 0,
        Id = 1,
        PublicKey = 2,
        CreatedAt = 4,
        Kind = 8,
        Content = 16,
        Signature = 32,
        All = 63,
    }
}
