using System.Net;
using System.Net.Sockets;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Maps an address to the key by which all limits per address count: the network that a given number of leading bits names.
/// </summary>
/// <param name="ipv4">The leading bits of an IPv4 address that count, 32 at most.</param>
/// <param name="ipv6">The leading bits of an IPv6 address that count, 128 at most.</param>
public sealed class AddressPrefixes(int ipv4, int ipv6)
{
    // All addresses are kept as IPv6 addresses. IPv4 addresses are mapped to ::ffff:0:0/96, which no IPv6 network contains.
    const int MappedBits = 96;

    /// <summary>An IPv4 address counts by itself, an IPv6 address by its /64 network, the smallest that one customer has.</summary>
    public static AddressPrefixes Default { get; } = new(32, 64);

    /// <summary>The prefixes that the settings give.</summary>
    public static AddressPrefixes Of(NetworkOptions options) => new(options.IPv4PrefixLength, options.IPv6PrefixLength);

    /// <summary>The key of the address, the same in both families.</summary>
    public Bytes32 KeyOf(IPAddress address)
    {
        Span<byte> key = stackalloc byte[Bytes32.Size];
        key.Clear();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            address.TryWriteBytes(key, out _);
            Cut(key, address.IsIPv4MappedToIPv6 ? MappedBits + ipv4 : ipv6);
            return new Bytes32(key);
        }
        address.TryWriteBytes(key[12..], out _);
        key[10] = key[11] = 0xFF;
        Cut(key, MappedBits + ipv4);
        return new Bytes32(key);
    }

    static void Cut(Span<byte> key, int bits)
    {
        var whole = bits / 8;
        key[whole] &= (byte)~(0xFF >> bits % 8);
        key[(whole + 1)..].Clear();
    }
}
