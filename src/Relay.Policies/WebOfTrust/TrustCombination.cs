namespace Relay.Policies;

/// <summary>How the web of trust and the lists of authors are combined.</summary>
public enum TrustCombination
{
    /// <summary>An event must pass both.</summary>
    And,

    /// <summary>An event must pass one of them.</summary>
    Or,
}
