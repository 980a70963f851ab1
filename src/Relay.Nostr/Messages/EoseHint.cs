namespace Relay.Nostr;

/// <summary>What EOSE tells about stored events that were not sent (NIP-67).</summary>
public enum EoseHint
{
    /// <summary>Nothing: nobody knows.</summary>
    None,

    /// <summary>Everything that matches was sent.</summary>
    Finish,

    /// <summary>There is more.</summary>
    More,
}
