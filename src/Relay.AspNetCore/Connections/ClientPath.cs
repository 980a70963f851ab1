namespace Relay.AspNetCore;

/// <summary>The way that a request took to this relay.</summary>
enum ClientPath
{
    /// <summary>From the client itself; nothing shows a proxy.</summary>
    Direct,

    /// <summary>Through a trusted proxy that names the client.</summary>
    Named,

    /// <summary>Through a trusted proxy that names no address, or an unreadable one.</summary>
    Unnamed,

    /// <summary>Through a peer that sends a proxy's headers and is not trusted.</summary>
    Untrusted,

    /// <summary>
    /// From this machine, but with a host name that is not this machine's: through a proxy or a tunnel that sends no header.
    /// </summary>
    Tunnelled,
}
