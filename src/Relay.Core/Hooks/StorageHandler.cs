using Relay.Nostr;

namespace Relay.Core;

/// <summary>One handler of the hooks that store, replace and delete. It implements one of them or more.</summary>
sealed class StorageHandler
{
    readonly IStoreEventHook? _store;
    readonly IReplaceEventHook? _replace;
    readonly IDeleteEventHook? _delete;

    public StorageHandler(object handler)
    {
        Handler = handler;
        _store = handler as IStoreEventHook;
        _replace = handler as IReplaceEventHook;
        _delete = handler as IDeleteEventHook;
    }

    /// <summary>The object that was registered.</summary>
    public object Handler { get; }

    /// <summary>Whether it implements the hook.</summary>
    public bool Handles(StorageHook hook) => hook switch
    {
        StorageHook.Store => _store is not null,
        StorageHook.Replace => _replace is not null,
        _ => _delete is not null,
    };

    /// <summary>Whether it takes events in the order of the calls, so that the next call need not wait for this one's result.</summary>
    public bool KeepsOrder(StorageHook hook) => hook switch
    {
        StorageHook.Store => _store!.KeepsOrder,
        StorageHook.Replace => _replace!.KeepsOrder,
        _ => _delete!.KeepsOrder,
    };

    /// <summary>
    /// Hands an event over. An event on its way into a store continues even if its client disconnects. With a runner, the handler is one of
    /// several sources: it has a deadline, and a store that may answer before its commit has answered only when it has committed.
    /// </summary>
    public ValueTask<StoreResult> HandleAsync(StorageHook hook, NostrEvent e, DeletionRequest? request, HookRunner? runner)
    {
        var result = HandOverAsync(hook, e, request, runner);
        return runner is not null && Handler is ISequencedStore store ? store.CommittedAsync(result) : result;
    }

    ValueTask<StoreResult> HandOverAsync(StorageHook hook, NostrEvent e, DeletionRequest? request, HookRunner? runner) => hook switch
    {
        StorageHook.Store => StoreAsync(_store!, e, runner),
        StorageHook.Replace => ReplaceAsync(_replace!, e, runner),
        _ => DeleteAsync(_delete!, request ?? new DeletionRequest(e), runner),
    };

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
}
