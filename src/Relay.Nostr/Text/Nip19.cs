using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>
/// Reads and writes the texts that people use for keys and events (npub1…, note1…), for tools and configuration. The protocol itself never
/// carries them. The reason of a refusal continues a sentence that begins with the text's name: "Relay:Admin has a wrong checksum".
/// </summary>
public static class Nip19
{
    const string UriScheme = "nostr:";
    const int HexLength = 64;
    const int BytesLength = 32;

    const string NoPublicKey = "is not a public key: expected 64 lowercase hex characters, npub or nprofile";
    const string NoEventId = "is not an event id: expected 64 lowercase hex characters, note or nevent";
    const string NoSecretKey = "is not a secret key: expected 64 lowercase hex characters or nsec";

    /// <summary>A public key of 32 bytes as npub.</summary>
    public static string EncodePublicKey(ReadOnlySpan<byte> publicKey32) => Encode("npub", publicKey32);

    /// <summary>A secret key of 32 bytes as nsec.</summary>
    public static string EncodeSecretKey(ReadOnlySpan<byte> secretKey32) => Encode("nsec", secretKey32);

    /// <summary>An event id of 32 bytes as note.</summary>
    public static string EncodeNote(ReadOnlySpan<byte> eventId32) => Encode("note", eventId32);

    /// <summary>
    /// Reads 64 lowercase hex characters, npub or nprofile, also with "nostr:" before the last two (NIP-21). Does not check that the key
    /// is a point of the curve.
    /// </summary>
    public static bool TryParsePublicKey(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? publicKey, [NotNullWhen(false)] out string? reason)
    {
        if (TryParseHex(text, out publicKey))
        {
            reason = null;
            return true;
        }

        if (text.StartsWith(UriScheme, StringComparison.OrdinalIgnoreCase))
            text = text[UriScheme.Length..];
        if (!LooksLikeNip19(text))
            return Refuse(NoPublicKey, out reason);
        if (!TryDecode(text, out var entity, out reason))
            return false;
        if (entity.Type is Nip19EntityType.PublicKey or Nip19EntityType.Profile)
            publicKey = entity.PublicKey;
        return publicKey is not null || Refuse(NoPublicKey, out reason);
    }

    /// <summary>
    /// Reads a public key in the same forms. Throws a <see cref="FormatException"/> that names the expression which gave the text.
    /// </summary>
    public static Bytes32 ParsePublicKey(string? text, [CallerArgumentExpression(nameof(text))] string? source = null) =>
        TryParsePublicKey(text, out var publicKey, out var reason)
            ? new Bytes32(publicKey)
            : throw new FormatException($"{source} is \"{text}\", which {reason}");

    /// <summary>Reads 64 lowercase hex characters, note or nevent.</summary>
    public static bool TryParseEventId(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? eventId, [NotNullWhen(false)] out string? reason)
    {
        if (TryParseHex(text, out eventId))
        {
            reason = null;
            return true;
        }

        if (!LooksLikeNip19(text))
            return Refuse(NoEventId, out reason);
        if (!TryDecode(text, out var entity, out reason))
            return false;
        eventId = entity.EventId;
        return eventId is not null || Refuse(NoEventId, out reason);
    }

    /// <summary>Reads any NIP-19 text except a secret key.</summary>
    public static bool TryDecode(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out Nip19Entity? entity, [NotNullWhen(false)] out string? reason)
    {
        entity = null;
        if (!Bech32.TryDecode(text, out var prefix, out var data, out reason))
            return false;

        switch (prefix)
        {
            case "npub" when data.Length == BytesLength:
                entity = new Nip19Entity(Nip19EntityType.PublicKey) { PublicKey = data };
                return true;
            case "note" when data.Length == BytesLength:
                entity = new Nip19Entity(Nip19EntityType.Note) { EventId = data };
                return true;
            case "npub" or "note":
                return Refuse("does not hold 32 bytes", out reason);
            case "nprofile" or "nevent" or "naddr" or "nrelay":
                reason = ReadTlv(prefix, data, out entity);
                return entity is not null;
            case "nsec":
                CryptographicOperations.ZeroMemory(data);
                return Refuse("is a secret key", out reason);
            default:
                return Refuse("has a prefix that NIP-19 does not know", out reason);
        }
    }

    /// <summary>Reads 64 lowercase hex characters or nsec. The caller zeroes the bytes.</summary>
    internal static bool TryParseSecretKey(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? secretKey, [NotNullWhen(false)] out string? reason)
    {
        if (TryParseHex(text, out secretKey))
        {
            reason = null;
            return true;
        }

        if (!LooksLikeNip19(text))
            return Refuse(NoSecretKey, out reason);
        if (!Bech32.TryDecode(text, out var prefix, out var data, out reason))
            return false;
        if (prefix != "nsec")
            return Refuse(NoSecretKey, out reason);
        if (data.Length != BytesLength)
            return Refuse("does not hold 32 bytes", out reason);
        secretKey = data;
        return true;
    }

    static string? ReadTlv(string prefix, ReadOnlySpan<byte> data, out Nip19Entity? entity)
    {
        entity = null;
        var tlv = new Nip19Tlv();
        if (tlv.Read(data) is { } refusal)
            return refusal;
        if (!tlv.HasSpecial)
            return "lacks what it is to name";

        switch (prefix)
        {
            case "nprofile" or "nevent" when tlv.Special.Length != BytesLength:
                return "does not hold 32 bytes";
            case "nprofile":
                entity = new Nip19Entity(Nip19EntityType.Profile) { PublicKey = tlv.Special.ToArray(), Relays = tlv.Relays };
                return null;
            case "nevent":
                entity = new Nip19Entity(Nip19EntityType.Event)
                {
                    EventId = tlv.Special.ToArray(),
                    PublicKey = tlv.Author,
                    Kind = tlv.Kind,
                    Relays = tlv.Relays,
                };
                return null;
            case "naddr":
                if (tlv.Author is null || tlv.Kind is null)
                    return "lacks its author or its kind";
                if (Nip19Tlv.Text(tlv.Special) is not { } identifier)
                    return "has an identifier that is not UTF-8";
                entity = new Nip19Entity(Nip19EntityType.Address)
                {
                    Identifier = identifier,
                    PublicKey = tlv.Author,
                    Kind = tlv.Kind,
                    Relays = tlv.Relays,
                };
                return null;
            default:
                if (Nip19Tlv.Text(tlv.Special) is not { } url)
                    return "has a relay that is not UTF-8";
                entity = new Nip19Entity(Nip19EntityType.Relay) { Relays = [url] };
                return null;
        }
    }

    static string Encode(string prefix, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, BytesLength);
        return Bech32.Encode(prefix, bytes);
    }

    static bool TryParseHex(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length != HexLength || text.ContainsAnyInRange('A', 'F'))
            return false;
        var parsed = new byte[BytesLength];
        if (Convert.FromHexString(text, parsed, out _, out _) != OperationStatus.Done)
            return false;
        bytes = parsed;
        return true;
    }

    /// <summary>
    /// All NIP-19 prefixes begin with n. For any other text the reason says what was expected, not that its checksum is wrong.
    /// </summary>
    static bool LooksLikeNip19(ReadOnlySpan<char> text) => text.StartsWith("n", StringComparison.OrdinalIgnoreCase);

    static bool Refuse(string why, [NotNull] out string? reason)
    {
        reason = why;
        return false;
    }
}
