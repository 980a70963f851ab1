using System.Net;
using System.Net.Sockets;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Whom an address stands for: an IPv4 address for itself, an IPv6 address for its /64 network, which is the least that
/// one customer has.
/// </summary>
public static class AddressKey
{
    // A network's last eight bytes are zero, so it is never mistaken for the IPv4 address that begins with the same bytes.
    const int NetworkBytes = 8;

    /// <summary>The key of the address, in whichever family it is written.</summary>
    public static Bytes32 Of(IPAddress address)
    {
        Span<byte> key = stackalloc byte[Bytes32.Size];
        key.Clear();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            address.TryWriteBytes(key, out _);
            if (!address.IsIPv4MappedToIPv6)
                key[NetworkBytes..].Clear();
            return new Bytes32(key);
        }
        // As the IPv6 address to which it is mapped.
        address.TryWriteBytes(key[12..], out _);
        key[10] = key[11] = 0xFF;
        return new Bytes32(key);
    }
}
