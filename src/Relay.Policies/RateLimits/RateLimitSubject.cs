namespace Relay.Policies;

/// <summary>What a rate limit counts.</summary>
public enum RateLimitSubject
{
    /// <summary>EVENT, and AUTH where the limit is by address and for all kinds: both cost the check of a signature.</summary>
    Events,

    /// <summary>REQ; where the limit is for some kinds, each filter that asks for one of them.</summary>
    Queries,

    /// <summary>COUNT; where the limit is for some kinds, each filter that asks for one of them.</summary>
    Counts,

    /// <summary>Connections that are opened.</summary>
    Connections,
}
