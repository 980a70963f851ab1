using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Core;

/// <summary><c>Relay:Network</c>: the transport.</summary>
public sealed class NetworkOptions
{
    // Null rather than a list: configuration appends to lists that code fills.
    /// <summary>Proxies whose forwarded client address is believed.</summary>
    [Description("Addresses or networks (CIDR) of proxies whose X-Forwarded-For is believed; none by default."), NetworkAddress]
    public string[]? TrustedProxies { get; init; }

    // Below the usual 60 s after which proxies drop a silent connection; strfry pings every 55 s.
    /// <summary>Seconds between pings.</summary>
    [Description("Seconds between pings; a client that does not answer within as many more is closed."), Range(1, 3600)]
    public int PingSeconds { get; init; } = 50;

    // TCP goes on trying for minutes; a phone that changes networks reconnects at once. It holds what it did not take for so long.
    /// <summary>Seconds in which a client must take some of what is sent.</summary>
    [Description("Seconds in which a client must take some of what waits for it, however little, or its connection is cut off.")]
    [Range(1, 3600)]
    public int SendTimeoutSeconds { get; init; } = 20;

    // The largest message in half a minute is 140 kbit/s, less than any phone has; nearly all messages need one packet.
    /// <summary>Seconds from the first byte of a message to its last.</summary>
    [Description("Seconds from the first byte of a client's message to its last; a message that takes longer closes the connection (1008).")]
    [Range(1, 3600)]
    public int MessageTimeoutSeconds { get; init; } = 30;

    /// <summary>Whether permessage-deflate is offered.</summary>
    [Description("Offer permessage-deflate: about a third less traffic for some more CPU.")]
    public bool Compression { get; init; } = true;

    // Half of the files that a process may usually open (20,000), for a machine that only runs the relay.
    /// <summary>Open connections.</summary>
    [Description("Open connections; more are refused with HTTP 503."), Range(1, 10_000_000)]
    public int MaxConnections { get; init; } = 10_000;

    // A household behind one address has some dozens of clients.
    /// <summary>Open connections of one address; loopback is exempt.</summary>
    [Description("Open connections of one address; more are refused with HTTP 429. Loopback is exempt."), Range(1, 10_000_000)]
    public int MaxConnectionsPerAddress { get; init; } = 200;
}
