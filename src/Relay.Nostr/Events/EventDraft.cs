using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>What an author says before signing. Half surrogate pairs in its texts become U+FFFD.</summary>
public sealed record EventDraft
{
    /// <summary>The kind.</summary>
    public required ushort Kind { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>The tags, each with at least its name.</summary>
    public string[][] Tags { get; init; } = [];

    /// <summary>The content.</summary>
    public string Content { get; init; } = "";

    /// <summary>The event of this draft by the owner of the key. Signatures are randomised, ids are not.</summary>
    public NostrEvent Sign(SecretKey key)
    {
        Span<byte> auxiliary = stackalloc byte[32];
        RandomNumberGenerator.Fill(auxiliary);
        return Sign(key, auxiliary);
    }

    /// <summary>The same with the given auxiliary randomness, for events that are to be the same each time.</summary>
    public NostrEvent Sign(SecretKey key, ReadOnlySpan<byte> auxiliary32)
    {
        var writer = new EventRecordWriter();
        writer.Start();
        foreach (var tag in Tags)
        {
            writer.StartTag();
            foreach (var item in tag)
                writer.TryAddItem(JsonText.Escape(item));
            if (!writer.TryEndTag())
                throw new ArgumentException("A tag has at least its name.", nameof(Tags));
        }
        writer.TryFinish(new Bytes32(key.PublicKey), CreatedAt, Kind, JsonText.Escape(Content));

        var view = new EventView(writer.Record);
        var id = EventJson.ComputeId(view, new byte[EventJson.MaxLength(view)]);
        Span<byte> signature = stackalloc byte[Schnorr.SignatureLength];
        key.Sign(id.Span, signature, auxiliary32);
        writer.SetId(id);
        writer.SetSignature(signature);
        return NostrEvent.Own(writer.Record.ToArray());
    }
}
