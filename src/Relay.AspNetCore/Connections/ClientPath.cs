namespace Relay.AspNetCore;

/// <summary>How a request got here.</summary>
enum ClientPath
{
    /// <summary>From the client itself, as far as anything shows.</summary>
    Direct,

    /// <summary>Through a trusted proxy, which says whose it is.</summary>
    Named,

    /// <summary>Through a trusted proxy that names no address, or none that can be read.</summary>
    Unnamed,

    /// <summary>Through somebody who sends a proxy's headers and is not trusted.</summary>
    Untrusted,

    /// <summary>From this machine, but for a host that is not this machine: a proxy or a tunnel that sends no header.</summary>
    Tunnelled,
}
