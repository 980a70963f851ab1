using System.Buffers;

namespace Relay.Nostr;

/// <summary>Lowercase hexadecimal over UTF-8. Nostr has no uppercase hex anywhere, so uppercase does not decode.</summary>
public static class Hex
{
    /// <summary>Decodes exactly twice as many lowercase digits as <paramref name="bytes"/> has room for.</summary>
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

    /// <summary>Writes two digits for each byte; <paramref name="hex"/> is twice as long.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<byte> hex) =>
        Convert.TryToHexStringLower(bytes, hex, out _);
}
