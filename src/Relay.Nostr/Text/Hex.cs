using System.Buffers;

namespace Relay.Nostr;

/// <summary>Lowercase hexadecimal in UTF-8. Nostr uses no uppercase hex, so uppercase does not decode.</summary>
public static class Hex
{
    /// <summary>Decodes lowercase digits, exactly two for each byte of <paramref name="bytes"/>. False for any other text.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> hex, Span<byte> bytes) =>
        hex.Length == 2 * bytes.Length
        && !hex.ContainsAnyInRange((byte)'A', (byte)'F')
        && Convert.FromHexString(hex, bytes, out _, out _) == OperationStatus.Done;

    /// <summary>Whether the text is 64 lowercase hexadecimal digits: an id or a key.</summary>
    public static bool Is32Bytes(ReadOnlySpan<byte> hex)
    {
        Span<byte> ignored = stackalloc byte[32];
        return TryDecode(hex, ignored);
    }

    /// <summary>Writes two digits for each byte. <paramref name="hex"/> must be twice as long.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<byte> hex) =>
        Convert.TryToHexStringLower(bytes, hex, out _);
}
