using Microsoft.Extensions.DependencyInjection;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// All handlers of all hooks, sorted by hook once and never changed. Handlers run in the order of registration. A hook without handlers
/// costs one length check. Thread-safe.
/// </summary>
public sealed class HookPipeline
{
    readonly IRejectConnectionHook[] _rejectConnection;
    readonly IRejectMessageHook[] _rejectMessage;
    readonly IConnectHook[] _connect;
    readonly IDisconnectHook[] _disconnect;
    readonly ISubscriptionOpenedHook[] _subscriptionOpened;
    readonly ISubscriptionEndedHook[] _subscriptionEnded;
    readonly IRejectEventHook[] _rejectEvent;
    readonly IQueryCostHook[] _queryCost;
    readonly IRejectEventHook[] _rejectOwnEvent;
    readonly IRejectVanishHook[] _rejectVanish;
    readonly IRejectVanishHook[] _rejectOwnVanish;
    readonly IOverwriteDeletionOutcomeHook[] _overwriteDeletionOutcome;
    readonly IEventSavedHook[] _eventSaved;
    readonly IEventDeletedHook[] _eventDeleted;
    readonly IEphemeralEventHook[] _ephemeralEvent;
    readonly IRejectFilterHook[] _rejectFilter;
    readonly IRejectCountFilterHook[] _rejectCountFilter;
    readonly IOverwriteFilterHook[] _overwriteFilter;
    readonly IOverwriteResponseEventHook[] _overwriteResponseEvent;
    readonly IPreventBroadcastHook[] _preventBroadcast;
    readonly IOverwriteRelayInformationHook[] _overwriteRelayInformation;
    readonly IOverwriteRelayInformationHook[] _announce;
    HookRunner _runner = HookRunner.Default;

    /// <summary>Sorts handlers by hook. Each implements one hook or more.</summary>
    public HookPipeline(params IReadOnlyList<object> handlers)
        : this([], handlers)
    {
    }

    /// <summary>Policies come first, and are not asked about events of the program that embeds the relay.</summary>
    HookPipeline(IReadOnlyList<object> policies, IReadOnlyList<object> added)
    {
        IReadOnlyList<object> handlers = [.. policies, .. added];
        Stores = Select<IEventStore>(handlers);
        Storage = new StorageHandlers(handlers);
        RemoveEvents = Select<IRemoveEventsHook>(handlers);
        QueryEvents = Select<IQueryEventsHook>(handlers);
        CountEvents = Select<ICountEventsHook>(handlers);
        CountEventsHll = Select<ICountEventsHllHook>(handlers);
        _rejectConnection = Select<IRejectConnectionHook>(handlers);
        _rejectMessage = Select<IRejectMessageHook>(handlers);
        _connect = Select<IConnectHook>(handlers);
        _disconnect = Select<IDisconnectHook>(handlers);
        _subscriptionOpened = Select<ISubscriptionOpenedHook>(handlers);
        _subscriptionEnded = Select<ISubscriptionEndedHook>(handlers);
        _rejectEvent = Select<IRejectEventHook>(handlers);
        _queryCost = Select<IQueryCostHook>(handlers);
        _rejectOwnEvent = Select<IRejectEventHook>(added);
        _rejectVanish = Select<IRejectVanishHook>(handlers);
        _rejectOwnVanish = Select<IRejectVanishHook>(added);
        _overwriteDeletionOutcome = Select<IOverwriteDeletionOutcomeHook>(handlers);
        _eventSaved = Select<IEventSavedHook>(handlers);
        _eventDeleted = Select<IEventDeletedHook>(handlers);
        _ephemeralEvent = Select<IEphemeralEventHook>(handlers);
        _rejectFilter = Select<IRejectFilterHook>(handlers);
        _rejectCountFilter = Select<IRejectCountFilterHook>(handlers);
        _overwriteFilter = Select<IOverwriteFilterHook>(handlers);
        _overwriteResponseEvent = Select<IOverwriteResponseEventHook>(handlers);
        _preventBroadcast = Select<IPreventBroadcastHook>(handlers);
        _overwriteRelayInformation = Select<IOverwriteRelayInformationHook>(added);
        _announce = Select<IOverwriteRelayInformationHook>(policies);
        NeedsKeys = Select<INeedsKeysHook>(handlers).Length > 0;
        if (Stores is [ISequencedStore store] && Storage.IsOnly(store) && QueryEvents.Length == 1)
            Sequenced = store;
    }

    /// <summary>The stores among the handlers, in the order of registration.</summary>
    public IReadOnlyList<IEventStore> Stores { get; }

    /// <summary>
    /// The store, if it is the only handler that keeps and finds events, and numbers them: then numbers tell where stored events end and
    /// live ones begin. Null if there are several sources of events.
    /// </summary>
    public ISequencedStore? Sequenced { get; }

    internal StorageHandlers Storage { get; }

    /// <summary>The stores that the container made and will dispose of; the end of the relay may dispose of them earlier.</summary>
    internal IReadOnlyList<IEventStore> OwnedStores { get; private init; } = [];

    /// <summary>The policies, if a container made this pipeline; the container disposes of them, too.</summary>
    internal PolicyHandlers? Policies { get; private init; }

    /// <summary>Whether a handler refuses most requests of clients that have proved no key (<see cref="INeedsKeysHook"/>).</summary>
    internal bool NeedsKeys { get; }

    internal IRemoveEventsHook[] RemoveEvents { get; }

    internal IQueryEventsHook[] QueryEvents { get; }

    internal ICountEventsHook[] CountEvents { get; }

    internal ICountEventsHllHook[] CountEventsHll { get; }

    internal bool HasOverwriteDeletionOutcome => _overwriteDeletionOutcome.Length > 0;

    internal bool HasDisconnect => _disconnect.Length > 0;

    /// <summary>Whether a hook may look at the upgrade request.</summary>
    internal bool HasConnectionHooks => _rejectConnection.Length + _connect.Length + _overwriteRelayInformation.Length > 0;

    internal bool HasSubscriptionHooks => _subscriptionOpened.Length + _subscriptionEnded.Length > 0;

    internal bool HasEventSaved => _eventSaved.Length > 0;

    internal bool HasEventDeleted => _eventDeleted.Length > 0;

    internal bool HasEphemeralEvent => _ephemeralEvent.Length > 0;

    internal bool HasQueryCost => _queryCost.Length > 0;

    internal bool HasOverwriteFilter => _overwriteFilter.Length > 0;

    internal bool HasOverwriteResponseEvent => _overwriteResponseEvent.Length > 0;

    internal bool HasPreventBroadcast => _preventBroadcast.Length > 0;

    /// <summary>Makes the policies, then resolves everything else that was added to <see cref="RelayBuilder"/>.</summary>
    public static HookPipeline Create(IServiceProvider services)
    {
        var added = new List<object>();
        var owned = new List<IEventStore>();
        foreach (var registration in services.GetServices<HookRegistration>())
        {
            var handler = registration.Resolve(services);
            added.Add(handler);
            if (registration.IsOwned && handler is IEventStore store)
                owned.Add(store);
        }
        var policies = services.GetRequiredService<PolicyHandlers>();
        return new HookPipeline(policies.All, added) { OwnedStores = owned, Policies = policies };
    }

    internal ValueTask<Verdict> RejectConnectionAsync(ClientContext client, CancellationToken cancel) =>
        _runner.AskAsync(
            _rejectConnection, static (hook, client, _, cancel) => hook.RejectConnectionAsync(client, cancel),
            client, client, cancel);

    internal Verdict RejectMessage(ClientContext client, ClientMessageType type)
    {
        foreach (var hook in _rejectMessage)
        {
            var verdict = hook.RejectMessage(client, type);
            if (!verdict.IsRefused)
                continue;
            _runner.NoteRefusal(hook, client, subject: null, verdict);
            return verdict;
        }
        return Verdict.Accept;
    }

    internal Verdict OnQueryCost(ClientContext client, in QueryCost cost)
    {
        // Every handler gets the cost, even after a refusal: each keeps its own account.
        var result = Verdict.Accept;
        foreach (var hook in _queryCost)
        {
            var verdict = hook.OnQueryCost(client, cost);
            if (result.IsRefused || !verdict.IsRefused)
                continue;
            _runner.NoteRefusal(hook, client, subject: null, verdict);
            result = verdict;
        }
        return result;
    }

    /// <summary>
    /// Policies are asked about clients' events only. The other handlers are asked about events of the embedding program, too.
    /// </summary>
    internal ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        _runner.AskAsync(
            client.IsRelay ? _rejectOwnEvent : _rejectEvent,
            static (hook, client, e, cancel) => hook.RejectEventAsync(client, e, cancel), client, e, cancel);

    /// <summary>Asks only the hooks for requests to vanish: the relay honours a request from any client (NIP-62).</summary>
    internal ValueTask<Verdict> RejectVanishAsync(ClientContext client, NostrEvent request, CancellationToken cancel) =>
        _runner.AskAsync(
            client.IsRelay ? _rejectOwnVanish : _rejectVanish,
            static (hook, client, request, cancel) => hook.RejectVanishAsync(client, request, cancel), client, request, cancel);

    internal ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        _runner.AskAsync(
            _rejectFilter, static (hook, client, filter, cancel) => hook.RejectFilterAsync(client, filter, cancel),
            client, filter, cancel);

    internal ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        _runner.AskAsync(
            _rejectCountFilter, static (hook, client, filter, cancel) => hook.RejectCountFilterAsync(client, filter, cancel),
            client, filter, cancel);

    /// <summary>The first handler that does not leave it to NIP-09 decides.</summary>
    internal async ValueTask<DeletionOutcome> OverwriteDeletionOutcomeAsync(
        NostrEvent target, NostrEvent deletion, CancellationToken cancel)
    {
        foreach (var hook in _overwriteDeletionOutcome)
        {
            var outcome = await _runner.RunAsync(
                hook, static (hook, target, deletion, cancel) => hook.OverwriteDeletionOutcomeAsync(target, deletion, cancel),
                target, deletion, cancel);
            if (outcome != DeletionOutcome.Default)
                return outcome;
        }
        return DeletionOutcome.Default;
    }

    internal ValueTask OnConnectAsync(ClientContext client, CancellationToken cancel) =>
        _runner.TellAsync(_connect, static (hook, client, _, cancel) => hook.OnConnectAsync(client, cancel), client, client, cancel);

    internal ValueTask OnDisconnectAsync(ClientContext client) =>
        _runner.TellAsync(
            _disconnect, static (hook, client, _, _) => hook.OnDisconnectAsync(client),
            client, client, CancellationToken.None);

    internal ValueTask OnSubscriptionOpenedAsync(OpenSubscription subscription, CancellationToken cancel) =>
        _runner.TellAsync(
            _subscriptionOpened, static (hook, subscription, _, cancel) => hook.OnSubscriptionOpenedAsync(subscription, cancel),
            subscription, subscription, cancel);

    internal ValueTask OnSubscriptionEndedAsync(OpenSubscription subscription) =>
        _runner.TellAsync(
            _subscriptionEnded, static (hook, subscription, _, cancel) => hook.OnSubscriptionEndedAsync(subscription, cancel),
            subscription, subscription, CancellationToken.None);

    internal ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        _runner.TellAsync(_eventSaved, static (hook, client, e, cancel) => hook.OnEventSavedAsync(client, e, cancel), client, e, cancel);

    internal ValueTask OnEphemeralEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        _runner.TellAsync(
            _ephemeralEvent, static (hook, client, e, cancel) => hook.OnEphemeralEventAsync(client, e, cancel),
            client, e, cancel);

    internal ValueTask OnEventDeletedAsync(NostrEvent e, CancellationToken cancel) =>
        _runner.TellAsync(_eventDeleted, static (hook, e, _, cancel) => hook.OnEventDeletedAsync(e, cancel), e, e, cancel);

    internal ValueTask<Filter> OverwriteFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        _runner.ChangeAsync(
            _overwriteFilter, static (hook, client, filter, cancel) => hook.OverwriteFilterAsync(client, filter, cancel),
            client, filter, cancel);

    internal ValueTask<NostrEvent> OverwriteResponseEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        _runner.ChangeAsync(
            _overwriteResponseEvent, static (hook, client, e, cancel) => hook.OverwriteResponseEventAsync(client, e, cancel),
            client, e, cancel);

    /// <summary>What the relay says about itself to all clients, after its policies were asked. Call it once.</summary>
    internal RelayInformation Announce(ClientContext relay, RelayInformation information)
    {
        foreach (var policy in _announce)
        {
            var announcing = policy.OverwriteRelayInformationAsync(relay, information, CancellationToken.None);
            information = announcing.AsTask().GetAwaiter().GetResult();
        }
        return information;
    }

    internal ValueTask<RelayInformation> OverwriteRelayInformationAsync(
        ClientContext client, RelayInformation information, CancellationToken cancel) =>
        _runner.ChangeAsync(
            _overwriteRelayInformation,
            static (hook, client, information, cancel) => hook.OverwriteRelayInformationAsync(client, information, cancel),
            client, information, cancel);

    internal ValueTask<bool> PreventBroadcastAsync(ClientContext receiver, NostrEvent e, CancellationToken cancel) =>
        _runner.AnyAsync(
            _preventBroadcast, static (hook, receiver, e, cancel) => hook.PreventBroadcastAsync(receiver, e, cancel),
            receiver, e, cancel);

    /// <summary>
    /// Stores, replaces or deletes. An event on its way into the store continues even if its client disconnects. A single store that
    /// numbers its events has no deadline: it answers when they are committed. Other handlers have the deadline of hooks.
    /// </summary>
    internal ValueTask<StoreResult> AdmitAsync(NostrEvent e, DeletionRequest? request = null) =>
        Storage.AdmitAsync(e, request, Sequenced is null ? _runner : null);

    /// <summary>
    /// Refuses a request that no handler can carry out, because an OK would be a lie: a deletion request if handlers keep or find events,
    /// and a request to vanish in any case, because it also demands that the key's events are never passed on again.
    /// </summary>
    internal Verdict CheckRequest(ushort kind)
    {
        if (Storage.CanDelete)
            return Verdict.Accept;
        if (kind == Kind.Vanish)
            return Verdict.Error("this relay cannot delete events, so it cannot honour a request to vanish");
        var keepsEvents = Storage.All.Count + QueryEvents.Length > 0;
        return kind == Kind.Deletion && keepsEvents ? Verdict.Error("this relay cannot delete events") : Verdict.Accept;
    }

    /// <summary>Hands an event over to one of several storage handlers, which has the deadline of hooks.</summary>
    internal ValueTask<StoreResult> HandOverAsync(StorageHandler handler, StorageHook hook, NostrEvent e) =>
        handler.HandleAsync(hook, e, request: null, _runner);

    /// <summary>Lets the handler remove events. The store has no deadline: it answers when they are committed.</summary>
    internal ValueTask<int> RemoveEventsAsync(IRemoveEventsHook hook, IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) =>
        ReferenceEquals(hook, Sequenced)
            ? hook.RemoveEventsAsync(ids, cancel)
            : _runner.RunAsync(hook, static (hook, ids, _, cancel) => hook.RemoveEventsAsync(ids, cancel), ids, ids, cancel);

    /// <summary>
    /// Lets the handler count. The store has no deadline: its counts run in slices and end when their client disconnects.
    /// </summary>
    internal ValueTask<long> CountEventsAsync(ICountEventsHook hook, EventQuery query, CancellationToken cancel) =>
        ReferenceEquals(hook, Sequenced)
            ? hook.CountEventsAsync(query, cancel)
            : _runner.RunAsync(hook, static (hook, query, _, cancel) => hook.CountEventsAsync(query, cancel), query, query, cancel);

    /// <summary>The same, and adds the authors to the registers.</summary>
    internal ValueTask<long> CountEventsHllAsync(
        ICountEventsHllHook hook, EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        ReferenceEquals(hook, Sequenced)
            ? hook.CountEventsHllAsync(query, authors, cancel)
            : _runner.RunAsync(
                hook, static (hook, query, authors, cancel) => hook.CountEventsHllAsync(query, authors, cancel), query, authors, cancel);

    /// <summary>The same handlers with an engine's runner, which has the deadline of its options.</summary>
    internal HookPipeline With(HookRunner runner)
    {
        var copy = (HookPipeline)MemberwiseClone();
        copy._runner = runner;
        return copy;
    }

    static THook[] Select<THook>(IReadOnlyList<object> handlers)
    {
        var selected = new List<THook>();
        foreach (var handler in handlers)
        {
            if (handler is THook hook)
                selected.Add(hook);
        }
        return [.. selected];
    }
}
