using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The handlers that store, replace and delete. Each handler of the hook that an event's kind calls for gets the event;
/// where nobody replaces or deletes, such events are stored like any other. Without any handler events are only passed on.
/// </summary>
sealed class StorageHooks(IStoreEventHook[] store, IReplaceEventHook[] replace, IDeleteEventHook[] delete)
{
    /// <summary>Whether the store is the only handler of all three hooks.</summary>
    internal bool IsOnly(IEventStore other) =>
        store is [var stores] && replace is [var replaces] && delete is [var deletes]
        && ReferenceEquals(stores, other) && ReferenceEquals(replaces, other) && ReferenceEquals(deletes, other);

    /// <summary>Stores, replaces or deletes, as the kind says.</summary>
    internal ValueTask<StoreResult> AdmitAsync(NostrEvent e, IReadOnlySet<Bytes32>? spared, CancellationToken cancel)
    {
        var kind = e.Kind;
        if (kind is Kind.Deletion or Kind.Vanish && delete.Length > 0)
        {
            var request = new DeletionRequest(e, spared);
            return delete.Length == 1 ? delete[0].DeleteEventAsync(request, cancel) : DeleteAllAsync(request, cancel);
        }
        if (Kind.IsReplaced(kind) && replace.Length > 0)
            return replace.Length == 1 ? replace[0].ReplaceEventAsync(e, cancel) : ReplaceAllAsync(e, cancel);
        return store.Length == 1 ? store[0].StoreEventAsync(e, cancel) : StoreAllAsync(e, cancel);
    }

    async ValueTask<StoreResult> StoreAllAsync(NostrEvent e, CancellationToken cancel)
    {
        var result = new StoreResult(store.Length == 0 ? StoreStatus.Stored : StoreStatus.Duplicate);
        foreach (var hook in store)
        {
            result = Combine(result, await hook.StoreEventAsync(e, cancel));
            if (!result.IsAccepted)
                break;
        }
        return result;
    }

    async ValueTask<StoreResult> ReplaceAllAsync(NostrEvent e, CancellationToken cancel)
    {
        var result = new StoreResult(StoreStatus.Duplicate);
        foreach (var hook in replace)
        {
            result = Combine(result, await hook.ReplaceEventAsync(e, cancel));
            if (!result.IsAccepted)
                break;
        }
        return result;
    }

    async ValueTask<StoreResult> DeleteAllAsync(DeletionRequest request, CancellationToken cancel)
    {
        var result = new StoreResult(StoreStatus.Duplicate);
        foreach (var hook in delete)
        {
            result = Combine(result, await hook.DeleteEventAsync(request, cancel));
            if (!result.IsAccepted)
                break;
        }
        return result;
    }

    /// <summary>
    /// The first refusal is the answer; an event is a duplicate only if it is one everywhere. Numbers of several stores
    /// mean nothing together.
    /// </summary>
    internal static StoreResult Combine(StoreResult earlier, StoreResult later)
    {
        if (!later.IsAccepted)
            return later;
        return new StoreResult(earlier.Status == StoreStatus.Stored ? StoreStatus.Stored : later.Status);
    }
}
