namespace Relay.Nostr;

/// <summary>What EOSE says about stored events that were not sent (NIP-67).</summary>
public enum EoseHint
{
    /// <summary>Nothing, because the relay does not know.</summary>
    None,

    /// <summary>Everything that matches was sent.</summary>
    Finish,

    /// <summary>There are more matching events.</summary>
    More,
}
