using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The handlers that store, replace and delete. Each handler of the hook that an event's kind calls for gets the event. If no handler
/// replaces or deletes, such events are stored like any other. Without any handler, events are only passed on to subscribers.
/// </summary>
sealed class StorageHandlers(IStoreEventHook[] store, IReplaceEventHook[] replace, IDeleteEventHook[] delete)
{
    /// <summary>Whether the store is the only handler of all three hooks.</summary>
    public bool IsOnly(IEventStore other) =>
        store is [var stores] && replace is [var replaces] && delete is [var deletes]
        && ReferenceEquals(stores, other) && ReferenceEquals(replaces, other) && ReferenceEquals(deletes, other);

    /// <summary>Stores, replaces or deletes, depending on the kind. With a runner, each handler has a deadline.</summary>
    public ValueTask<StoreResult> AdmitAsync(NostrEvent e, IReadOnlySet<Bytes32>? spared, HookRunner? runner)
    {
        var kind = e.Kind;
        if (kind is Kind.Deletion or Kind.Vanish && delete.Length > 0)
        {
            var request = new DeletionRequest(e, spared);
            return delete.Length == 1 ? DeleteAsync(delete[0], request, runner) : DeleteAllAsync(request, runner);
        }
        if (Kind.IsReplaced(kind) && replace.Length > 0)
            return replace.Length == 1 ? ReplaceAsync(replace[0], e, runner) : ReplaceAllAsync(e, runner);
        return store.Length == 1 ? StoreAsync(store[0], e, runner) : StoreAllAsync(e, runner);
    }

    async ValueTask<StoreResult> StoreAllAsync(NostrEvent e, HookRunner? runner)
    {
        var result = new StoreResult(store.Length == 0 ? StoreStatus.Stored : StoreStatus.Duplicate);
        foreach (var hook in store)
        {
            result = Combine(result, await StoreAsync(hook, e, runner));
            if (!result.IsAccepted)
                break;
        }
        return result;
    }

    async ValueTask<StoreResult> ReplaceAllAsync(NostrEvent e, HookRunner? runner)
    {
        var result = new StoreResult(StoreStatus.Duplicate);
        foreach (var hook in replace)
        {
            result = Combine(result, await ReplaceAsync(hook, e, runner));
            if (!result.IsAccepted)
                break;
        }
        return result;
    }

    async ValueTask<StoreResult> DeleteAllAsync(DeletionRequest request, HookRunner? runner)
    {
        var result = new StoreResult(StoreStatus.Duplicate);
        foreach (var hook in delete)
        {
            result = Combine(result, await DeleteAsync(hook, request, runner));
            if (!result.IsAccepted)
                break;
        }
        return result;
    }

    static ValueTask<StoreResult> StoreAsync(IStoreEventHook hook, NostrEvent e, HookRunner? runner) => runner is null
        ? hook.StoreEventAsync(e, CancellationToken.None)
        : runner.RunAsync(hook, static (hook, e, _, cancel) => hook.StoreEventAsync(e, cancel), e, e, CancellationToken.None);

    static ValueTask<StoreResult> ReplaceAsync(IReplaceEventHook hook, NostrEvent e, HookRunner? runner) => runner is null
        ? hook.ReplaceEventAsync(e, CancellationToken.None)
        : runner.RunAsync(hook, static (hook, e, _, cancel) => hook.ReplaceEventAsync(e, cancel), e, e, CancellationToken.None);

    static ValueTask<StoreResult> DeleteAsync(IDeleteEventHook hook, DeletionRequest request, HookRunner? runner) => runner is null
        ? hook.DeleteEventAsync(request, CancellationToken.None)
        : runner.RunAsync(
            hook, static (hook, request, _, cancel) => hook.DeleteEventAsync(request, cancel), request, request, CancellationToken.None);

    /// <summary>
    /// Combines two handlers' results. The first refusal is the answer. An event counts as stored if one handler stored it, and as a
    /// duplicate only if it is one for all. Sequence numbers of several stores cannot be compared.
    /// </summary>
    public static StoreResult Combine(StoreResult earlier, StoreResult later)
    {
        if (!later.IsAccepted)
            return later;
        return new StoreResult(
            earlier.Status == StoreStatus.Stored || later.Status == StoreStatus.Duplicate ? earlier.Status : later.Status);
    }
}
