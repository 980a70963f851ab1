namespace Relay.Core;

/// <summary>What becomes of a stored event that a deletion request names.</summary>
public enum DeletionOutcome
{
    /// <summary>What NIP-09 says: events of the request's author go, and gift wraps to it; those of others stay.</summary>
    Default,

    /// <summary>
    /// The event is deleted, no matter who wrote it, and nobody can publish it again, its author included. Other versions of its address
    /// may come.
    /// </summary>
    Delete,

    /// <summary>The event is spared: it stays, and the request has no effect on it.</summary>
    Spare,
}
