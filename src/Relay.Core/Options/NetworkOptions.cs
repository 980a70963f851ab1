using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary><c>Relay:Network</c>: connections and addresses.</summary>
public sealed class NetworkOptions
{
    /// <summary>The word that stands, among addresses, for all clients of Unix sockets, which have no address.</summary>
    public const string UnixSockets = "unix";

    // Null rather than an empty list, because configuration appends to lists that code fills.
    /// <summary>
    /// Addresses or networks (CIDR) of the proxies in front of the relay, or unix for Unix sockets. The relay believes their
    /// <see cref="ClientAddressHeader"/>. Default: none.
    /// </summary>
    [NetworkAddress]
    public string[]? TrustedProxies { get; init; }

    // What proxies send most often; a second header would let a client write the one that its proxy does not replace.
    /// <summary>The header in which trusted proxies name the client's address. The relay ignores all other such headers.</summary>
    public ClientAddressHeader ClientAddressHeader { get; init; }

    // Null means this machine only. The measurements show when clients talk to the relay, and reading them walks over all instruments.
    /// <summary>
    /// Addresses or networks (CIDR) that may read /metrics, or unix for Unix sockets. Others get 404. Default: only this machine.
    /// </summary>
    [NetworkAddress]
    public string[]? MetricsFrom { get; init; }

    // Below the usual 60 s after which proxies drop a silent connection. strfry pings every 55 s.
    /// <summary>Seconds between pings. The relay closes the connection if the client does not answer within the same time again.</summary>
    [Range(1, 3600)]
    public int PingSeconds { get; init; } = 50;

    // TCP goes on trying for minutes; a phone that changes networks reconnects at once. It holds what it did not take for so long.
    /// <summary>
    /// If data waits for a client and the client takes none of it for this many seconds, the relay cuts off the connection.
    /// </summary>
    [Range(1, 3600)]
    public int SendTimeoutSeconds { get; init; } = 20;

    // The largest message in half a minute is 140 kbit/s, which any phone can send. Nearly all messages fit one packet.
    /// <summary>
    /// How many seconds a client's message may take from its first byte to its last. A slower message closes the connection (status 1008).
    /// </summary>
    [Range(1, 3600)]
    public int MessageTimeoutSeconds { get; init; } = 30;

    /// <summary>Offer compression (permessage-deflate). It saves about a third of the traffic and costs some processor time.</summary>
    public bool Compression { get; init; } = true;

    // Half of the files that a process may usually open (20,000), for a machine that only runs the relay.
    /// <summary>
    /// Maximum number of open connections. Further ones are refused with HTTP 503. At the start the relay lowers the number to what the
    /// process's memory and limit of open files allow.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxConnections { get; init; } = 10_000;

    // A request takes milliseconds. These are clients that all connect at once, or say nothing. Each takes some 15 KB.
    /// <summary>
    /// Maximum number of open connections that are not (yet) WebSockets. Further ones are closed at once. One address may have at most
    /// <see cref="MaxConnectionsPerAddress"/> of them.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxPendingConnections { get; init; } = 2_000;

    // A household behind one address has some dozens of clients.
    /// <summary>
    /// Maximum number of open connections of one address (see <see cref="IPv4PrefixLength"/>, <see cref="IPv6PrefixLength"/>). Further ones
    /// are refused with HTTP 429. The limit does not apply to this machine.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxConnectionsPerAddress { get; init; } = 200;

    // Customers have one IPv4 address or share it. Below 16 bits half a country would be one address.
    /// <summary>
    /// How many leading bits of an IPv4 address all limits by address compare. With 24, 256 neighbouring addresses count as one.
    /// </summary>
    [Range(16, 32)]
    public int IPv4PrefixLength { get; init; } = 32;

    // A customer has a /64 network at least, many have a /56 or /48; some hosts give single addresses of one /64 to many customers.
    /// <summary>
    /// How many leading bits of an IPv6 address all limits by address compare. Use 48 or 56 if providers give each customer a network of
    /// that size.
    /// </summary>
    [Range(32, 128)]
    public int IPv6PrefixLength { get; init; } = 64;

    // Container hosts kill after ten seconds; two are left for the start of the next program and for a slow machine.
    /// <summary>
    /// How many seconds relay run may take to end after it is told to. Embedding programs set the ShutdownTimeout of their host instead.
    /// </summary>
    [Range(1, 3600)]
    public int ShutdownSeconds { get; init; } = 8;
}
