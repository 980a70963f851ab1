namespace Relay.Core;

/// <summary>Where an accepted event goes; its kind decides.</summary>
enum EventRoute
{
    /// <summary>
    /// To the store, which keeps the order in which it gets events: the next event may follow before this one is committed.
    /// </summary>
    Store,

    /// <summary>To several stores, or to a store after hooks about deletions: the next event waits until this one is stored.</summary>
    StoreAlone,

    /// <summary>To subscribers only, since it is ephemeral.</summary>
    PassOn,
}
