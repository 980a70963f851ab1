namespace Relay.Nostr;

/// <summary>An event that owns its packed record. Immutable and safe to share.</summary>
public sealed class NostrEvent
{
    readonly byte[] _record;

    /// <summary>Copies a packed record.</summary>
    public NostrEvent(EventView view) => _record = view.Record.ToArray();

    NostrEvent(byte[] record) => _record = record;

    /// <summary>Takes a packed record that nobody else will change.</summary>
    internal static NostrEvent Own(byte[] record) => new(record);

    /// <summary>The event in place.</summary>
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

    /// <summary>The tags, walked in place.</summary>
    public TagsView Tags => View.Tags;

    /// <summary>The content; made anew at each call.</summary>
    public string Content => JsonText.Unescape(View.Content);

    /// <summary>The keys in the <c>p</c> tags, in their order.</summary>
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

    /// <summary>Reads one event from JSON and checks form and id, but not the signature; null and the reason if it is not valid.</summary>
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
