namespace Relay.Core;

/// <summary>The outcome of giving an event to a store.</summary>
public enum StoreStatus
{
    /// <summary>Stored.</summary>
    Stored,

    /// <summary>
    /// A request to vanish by a key that has no stored events (NIP-62). The key's older events are refused from now on. The request itself
    /// is neither stored nor announced.
    /// </summary>
    Honoured,

    /// <summary>The same event is already stored, or the same request was already honoured.</summary>
    Duplicate,

    /// <summary>A newer version of the replaceable or addressable event is stored.</summary>
    Superseded,

    /// <summary>Its author (or, for a gift wrap, its recipient) deleted it (NIP-09).</summary>
    Deleted,

    /// <summary>Its author (or, for a gift wrap, its recipient) asked to vanish (NIP-62).</summary>
    Vanished,

    /// <summary>It is expired (NIP-40).</summary>
    Expired,

    /// <summary>The store cannot hold it, or not now; the reason says why.</summary>
    Failed,
}
