namespace Relay.Core;

/// <summary>What clients must authenticate for (NIP-42).</summary>
public enum AuthenticationRequirement
{
    /// <summary>For nothing. A client that authenticates sees the events that concern its keys.</summary>
    None,

    /// <summary>To publish. Requests to vanish are accepted without it (NIP-62).</summary>
    Write,

    /// <summary>To query and to subscribe.</summary>
    Read,

    /// <summary>To do either.</summary>
    ReadWrite,
}
