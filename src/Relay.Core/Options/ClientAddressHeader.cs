namespace Relay.Core;

/// <summary>The header in which trusted proxies name the client of a connection.</summary>
public enum ClientAddressHeader
{
    /// <summary><c>X-Forwarded-For</c>, which nearly every proxy can send: a list to which each proxy adds the address before it.</summary>
    XForwardedFor,

    /// <summary><c>X-Real-IP</c>: one address.</summary>
    XRealIp,

    /// <summary><c>CF-Connecting-IP</c>: one address.</summary>
    CfConnectingIp,

    /// <summary><c>Forwarded</c> (RFC 7239): a list like X-Forwarded-For.</summary>
    Forwarded,
}
