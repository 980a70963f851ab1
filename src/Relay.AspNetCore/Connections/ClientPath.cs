namespace Relay.AspNetCore;

/// <summary>How a request got here.</summary>
enum ClientPath
{
    /// <summary>From the client itself, as far as anything shows.</summary>
    Direct,

    /// <summary>Through a trusted proxy that names the client.</summary>
    Named,

    /// <summary>Through a trusted proxy that names no address, or an unreadable one.</summary>
    Unnamed,

    /// <summary>Through a peer that sends a proxy's headers and is not trusted.</summary>
    Untrusted,

    /// <summary>
    /// From this machine, but for a host name that is not this machine's: through a proxy or a tunnel that sends no header.
    /// </summary>
    Tunnelled,
}
