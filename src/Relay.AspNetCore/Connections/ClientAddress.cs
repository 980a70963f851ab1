using System.Net;
using Microsoft.Extensions.Primitives;

namespace Relay.AspNetCore;

/// <summary>
/// Finds whom a request comes from: the socket's address, or behind trusted proxies the right-most address that is none
/// of theirs.
/// </summary>
sealed class ClientAddress
{
    readonly IPNetwork[] _trusted;

    /// <param name="trustedProxies">Addresses or networks in CIDR notation.</param>
    internal ClientAddress(IReadOnlyList<string>? trustedProxies) =>
        _trusted = [.. (trustedProxies ?? []).Select(ParseNetwork)];

    /// <summary>The client's address; null where the connection has none, as on a Unix socket.</summary>
    internal IPAddress? Of(IPAddress? peer, StringValues forwardedFor)
    {
        var address = Normalize(peer);
        if (address is null || !IsTrusted(address))
            return address;
        for (var i = forwardedFor.Count - 1; i >= 0; i--)
        {
            var hops = (forwardedFor[i] ?? "").Split(',', StringSplitOptions.TrimEntries);
            for (var j = hops.Length - 1; j >= 0; j--)
            {
                // What stands left of an entry that is no address was not written by a proxy that is trusted.
                if (!IPEndPoint.TryParse(hops[j], out var hop))
                    return address;
                address = Normalize(hop.Address)!;
                if (!IsTrusted(address))
                    return address;
            }
        }
        return address;
    }

    /// <summary>Whether the peer is a proxy whose forwarding headers are believed.</summary>
    internal bool IsTrusted(IPAddress? peer)
    {
        var address = Normalize(peer);
        foreach (var network in _trusted)
        {
            if (address is not null && network.Contains(address))
                return true;
        }
        return false;
    }

    static IPAddress? Normalize(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    static IPNetwork ParseNetwork(string text)
    {
        if (text.Contains('/'))
            return IPNetwork.Parse(text);
        var address = Normalize(IPAddress.Parse(text))!;
        return new IPNetwork(address, address.GetAddressBytes().Length * 8);
    }
}
