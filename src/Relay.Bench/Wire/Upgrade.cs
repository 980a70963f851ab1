using System.Security.Cryptography;
using System.Text;

namespace Relay.Bench;

/// <summary>The client's side of the opening handshake (RFC 6455, section 4.1).</summary>
static class Upgrade
{
    const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The extension as browsers offer it.</summary>
    const string DeflateOffer = "permessage-deflate; client_max_window_bits";

    public static string CreateKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    public static byte[] Request(Uri address, string key, bool offerDeflate)
    {
        var extensions = offerDeflate ? $"Sec-WebSocket-Extensions: {DeflateOffer}\r\n" : "";
        return Encoding.ASCII.GetBytes(
            $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nUser-Agent: relay-bench\r\n{extensions}\r\n");
    }

    /// <summary>Checks the head of the answer. Returns the accepted extension; null for none.</summary>
    public static string? Accept(IReadOnlyList<string> head, string key)
    {
        if (head is not [var status, ..] || status.Split(' ') is not [_, "101", ..])
            throw new IOException($"the relay answered the WebSocket handshake with \"{(head.Count > 0 ? head[0] : "")}\"");
        string? accept = null, extension = null;
        foreach (var line in head.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                continue;
            var value = line[(colon + 1)..].Trim();
            if (IsHeader(line, colon, "Sec-WebSocket-Accept"))
                accept = value;
            else if (IsHeader(line, colon, "Sec-WebSocket-Extensions"))
                extension = value;
        }
        // RFC 6455 prescribes SHA-1. The digest shows that the other side understood the handshake; it protects no secret.
#pragma warning disable CA5350
        var expected = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
        return accept == expected ? extension : throw new IOException("the relay answered the WebSocket handshake of somebody else");
    }

    static bool IsHeader(string line, int colon, string name) =>
        line.AsSpan(0, colon).Equals(name, StringComparison.OrdinalIgnoreCase);
}
