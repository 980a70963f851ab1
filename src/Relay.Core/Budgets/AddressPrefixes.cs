using System.Net;
using System.Net.Sockets;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Whom an address stands for: the network of this many leading bits of it, for all limits by address alike.
/// </summary>
/// <param name="ipv4">The bits of an IPv4 address that count, 32 at most.</param>
/// <param name="ipv6">The bits of an IPv6 address that count, 128 at most.</param>
public sealed class AddressPrefixes(int ipv4, int ipv6)
{
    // Every address is kept as an IPv6 one; those of IPv4 are mapped to ::ffff:0:0/96, whose bits no network of others has.
    const int MappedBits = 96;

    /// <summary>An IPv4 address by itself, an IPv6 address by its /64 network, which is the least that one customer has.</summary>
    public static AddressPrefixes Default { get; } = new(32, 64);

    /// <summary>As the settings have it.</summary>
    public static AddressPrefixes Of(NetworkOptions options) => new(options.IPv4PrefixLength, options.IPv6PrefixLength);

    /// <summary>The key of the address, in whichever family it is written.</summary>
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
