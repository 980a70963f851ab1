using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The handlers that store, replace and delete. Each handler of the hook that an event's kind calls for gets the event. If no handler
/// replaces, such events are stored like any other. If no handler deletes, requests to delete are refused before they come here. Without
/// any handler, events are only passed on to subscribers.
/// </summary>
sealed class StorageHandlers
{
    readonly StorageHandler[] _store;
    readonly StorageHandler[] _replace;
    readonly StorageHandler[] _delete;

    /// <summary>Takes those that implement one of the three hooks.</summary>
    public StorageHandlers(IReadOnlyList<object> handlers)
    {
        All = [.. handlers.Where(IsStorage).Select(static handler => new StorageHandler(handler))];
        _store = [.. All.Where(static handler => handler.Handles(StorageHook.Store))];
        _replace = [.. All.Where(static handler => handler.Handles(StorageHook.Replace))];
        _delete = [.. All.Where(static handler => handler.Handles(StorageHook.Delete))];
    }

    /// <summary>The handlers of all three hooks, in the order of registration.</summary>
    public IReadOnlyList<StorageHandler> All { get; }

    /// <summary>Whether the store is the only handler of all three hooks.</summary>
    public bool IsOnly(IEventStore store) => All is [var only] && ReferenceEquals(only.Handler, store);

    /// <summary>Whether a handler carries out deletion requests and requests to vanish.</summary>
    public bool CanDelete => _delete.Length > 0;

    /// <summary>The hook whose handlers get events of this kind.</summary>
    public StorageHook HookOf(ushort kind)
    {
        if (kind is Kind.Deletion or Kind.Vanish && _delete.Length > 0)
            return StorageHook.Delete;
        return Kind.IsReplaced(kind) && _replace.Length > 0 ? StorageHook.Replace : StorageHook.Store;
    }

    /// <summary>The result before the first handler of the hook has the event.</summary>
    public StoreResult NoneOf(StorageHook hook) => new(Of(hook).Length == 0 ? StoreStatus.Stored : StoreStatus.Duplicate);

    /// <summary>Stores, replaces or deletes, depending on the kind. With a runner, each handler has a deadline.</summary>
    public ValueTask<StoreResult> AdmitAsync(NostrEvent e, DeletionRequest? request, HookRunner? runner)
    {
        var hook = HookOf(e.Kind);
        var handlers = Of(hook);
        return handlers.Length == 1 ? handlers[0].HandleAsync(hook, e, request, runner) : AdmitToAllAsync(hook, e, request, runner);
    }

    async ValueTask<StoreResult> AdmitToAllAsync(StorageHook hook, NostrEvent e, DeletionRequest? request, HookRunner? runner)
    {
        var result = NoneOf(hook);
        foreach (var handler in Of(hook))
        {
            result = Combine(result, await handler.HandleAsync(hook, e, request, runner));
            if (!result.IsAccepted)
                break;
        }
        return result;
    }

    StorageHandler[] Of(StorageHook hook) => hook switch
    {
        StorageHook.Store => _store,
        StorageHook.Replace => _replace,
        _ => _delete,
    };

    static bool IsStorage(object handler) => handler is IStoreEventHook or IReplaceEventHook or IDeleteEventHook;

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
