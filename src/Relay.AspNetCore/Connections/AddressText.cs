using System.Net;
using System.Net.Sockets;

namespace Relay.AspNetCore;

/// <summary>Parses addresses as proxies write them: with ports, in brackets, with zones, and IPv4 addresses mapped to IPv6.</summary>
static class AddressText
{
    /// <summary>The length of the longest IPv6 address with brackets, a zone and a port. Longer texts are rejected unread.</summary>
    const int MaxLength = 100;

    /// <summary>Reads an address, with or without a port.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        text = text.Trim();
        if (text.Length is 0 or > MaxLength || !IPEndPoint.TryParse(text, out var endPoint))
            return false;
        address = Normalize(endPoint.Address)!;
        return endPoint.AddressFamily == AddressFamily.InterNetworkV6 || IsPlain(endPoint.Address, text);
    }

    /// <summary>
    /// The address in the one form that is compared: IPv4 mapped to IPv6 becomes IPv4, and the zone (the name of a network card) is
    /// dropped.
    /// </summary>
    public static IPAddress? Normalize(IPAddress? address)
    {
        if (address is null)
            return null;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 }
            ? new IPAddress(address.GetAddressBytes())
            : address;
    }

    /// <summary>
    /// Whether the text is an IPv4 address in four plain decimal numbers. Parsers read 010.0.0.1, 127.1 and 1 as other addresses than their
    /// writers mean.
    /// </summary>
    static bool IsPlain(IPAddress address, ReadOnlySpan<char> text)
    {
        Span<char> plain = stackalloc char[15];
        address.TryFormat(plain, out var length);
        return text.StartsWith(plain[..length], StringComparison.Ordinal) && (text.Length == length || text[length] == ':');
    }
}
