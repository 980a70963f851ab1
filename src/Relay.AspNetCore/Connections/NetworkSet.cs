using System.Net;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// A set of addresses and networks from the settings. The word for Unix sockets stands for all clients without an address.
/// </summary>
sealed class NetworkSet
{
    readonly IPNetwork[] _networks;
    readonly bool _hasUnixSockets;

    /// <param name="texts">Addresses, networks in CIDR notation, or the word for Unix sockets.</param>
    public NetworkSet(IReadOnlyList<string> texts)
    {
        _networks = [.. texts.Where(static text => text != NetworkOptions.UnixSockets).Select(Parse)];
        _hasUnixSockets = texts.Contains(NetworkOptions.UnixSockets);
    }

    /// <summary>Whether the address, as <see cref="AddressText.Normalize"/> gives it, is in the set.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null)
            return _hasUnixSockets;
        foreach (var network in _networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }

    static IPNetwork Parse(string text)
    {
        if (text.Contains('/'))
            return Normalize(IPNetwork.Parse(text));
        var address = AddressText.Normalize(IPAddress.Parse(text))!;
        return new IPNetwork(address, address.GetAddressBytes().Length * 8);
    }

    static IPNetwork Normalize(IPNetwork network) =>
        network is { BaseAddress.IsIPv4MappedToIPv6: true, PrefixLength: >= 96 }
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - 96)
            : network;
}
