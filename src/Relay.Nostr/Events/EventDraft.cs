using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>An event before it is signed. A lone surrogate in its texts becomes U+FFFD.</summary>
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

    /// <summary>Signs the draft. The owner of the key becomes the author. Signatures are randomised, ids are not.</summary>
    public NostrEvent Sign(SecretKey key)
    {
        Span<byte> auxiliary = stackalloc byte[32];
        RandomNumberGenerator.Fill(auxiliary);
        return Sign(key, auxiliary);
    }

    /// <summary>Signs with the given auxiliary randomness, which makes the same event each time.</summary>
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
