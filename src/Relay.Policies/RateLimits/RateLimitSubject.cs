namespace Relay.Policies;

/// <summary>What a rate limit counts.</summary>
public enum RateLimitSubject
{
    /// <summary>EVENT and, if the limit is per address and for all kinds, AUTH: both cost the check of a signature.</summary>
    Events,

    /// <summary>REQ. If the limit is for some kinds, each filter that asks for one of them.</summary>
    Queries,

    /// <summary>COUNT. If the limit is for some kinds, each filter that asks for one of them.</summary>
    Counts,

    /// <summary>New connections.</summary>
    Connections,
}
