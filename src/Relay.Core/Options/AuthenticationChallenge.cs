namespace Relay.Core;

/// <summary>When a client is asked to prove its keys (NIP-42).</summary>
public enum AuthenticationChallenge
{
    /// <summary>
    /// With the first answer that begins with <c>auth-required:</c>, and with the first filter that names hidden kinds while no key is
    /// proved.
    /// </summary>
    OnDemand,

    /// <summary>When it connects.</summary>
    OnConnect,
}
