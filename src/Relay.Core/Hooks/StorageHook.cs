namespace Relay.Core;

/// <summary>One of the three hooks that take events; an event's kind decides which one it is given to.</summary>
enum StorageHook
{
    /// <summary><see cref="IStoreEventHook"/>.</summary>
    Store,

    /// <summary><see cref="IReplaceEventHook"/>.</summary>
    Replace,

    /// <summary><see cref="IDeleteEventHook"/>.</summary>
    Delete,
}
