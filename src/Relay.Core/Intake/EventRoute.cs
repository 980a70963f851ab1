namespace Relay.Core;

/// <summary>Where an accepted event goes; its kind decides.</summary>
enum EventRoute
{
    /// <summary>
    /// To the store, which keeps the order in which it gets events: the next event may follow before this one is committed.
    /// </summary>
    Store,

    /// <summary>
    /// To the storage handlers, one after the other, where no single store numbers all events. The next event may follow wherever a handler
    /// keeps the order of its calls.
    /// </summary>
    StoreInStages,

    /// <summary>
    /// To the store after hooks about deletions were asked: it waits until the events before it are stored, and the next event waits for
    /// it.
    /// </summary>
    StoreAlone,

    /// <summary>To subscribers only, since it is ephemeral.</summary>
    PassOn,
}
