namespace Relay.Nostr;

/// <summary>An event that owns its packed record. Immutable and safe to share.</summary>
public sealed class NostrEvent
{
    readonly byte[] _record;

    /// <summary>Copies the packed record.</summary>
    public NostrEvent(EventView view) => _record = view.Record.ToArray();

    NostrEvent(byte[] record) => _record = record;

    /// <summary>Takes over a packed record, which nobody may change afterwards.</summary>
    internal static NostrEvent Own(byte[] record) => new(record);

    /// <summary>The event, read in place.</summary>
    public EventView View => new(_record);

    /// <summary>The packed record.</summary>
    public ReadOnlyMemory<byte> Record => _record;

    /// <summary>The id: SHA-256 of the canonical serialisation.</summary>
    public Bytes32 Id => View.Id;

    /// <summary>The author's public key.</summary>
    public Bytes32 PublicKey => View.PublicKey;

    /// <summary>Seconds since 1970.</summary>
    public long CreatedAt => View.CreatedAt;

    /// <summary>The kind.</summary>
    public ushort Kind => View.Kind;

    /// <summary>The tags, read in place.</summary>
    public TagsView Tags => View.Tags;

    /// <summary>The content, decoded at each call.</summary>
    public string Content => JsonText.Unescape(View.Content);

    /// <summary>The keys in the <c>p</c> tags, in the order of the tags.</summary>
    public IReadOnlyList<Bytes32> Recipients()
    {
        var keys = new List<Bytes32>();
        foreach (var tag in Tags)
        {
            if (tag.TryReadRecipient(out var key))
                keys.Add(key);
        }
        return keys;
    }

    /// <summary>
    /// Reads one event from JSON and checks its form and id, but not the signature. Null and the reason if it is invalid.
    /// </summary>
    public static NostrEvent? TryParse(ReadOnlySpan<byte> json, out string? problem)
    {
        var parser = new EventParser();
        return parser.TryParse(json, out problem) ? new NostrEvent(parser.View) : null;
    }

    /// <summary>The event as compact JSON.</summary>
    public byte[] ToJson()
    {
        var json = new byte[EventJson.MaxLength(View)];
        return json[..EventJson.Write(View, json)];
    }
}
