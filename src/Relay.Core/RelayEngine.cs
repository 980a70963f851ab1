using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay without a transport: opens sessions, passes new events on and gives the information document. Thread-safe. When it stops, it
/// ends all sessions and disposes of what its container made, within a given time.
/// </summary>
public sealed class RelayEngine : IAsyncDisposable
{
    readonly ILogger _logger;
    readonly SessionServices _services;
    readonly SessionRegistry _sessions;
    readonly SubscriptionServices _subscriptions;
    readonly IQueryEventsHook _sources;
    readonly EventRemovals _removals;
    readonly RelayEnd _end;

    // Events of the embedding program are judged like those of a client on this machine.
    readonly ClientContext _self = new() { Id = 0, RemoteAddress = IPAddress.Loopback, IsRelay = true };

    /// <summary>Starts passing on what the stores commit.</summary>
    public RelayEngine(HookPipeline pipeline, RelayOptions options, TimeProvider time, ILoggerFactory loggers, RelayMetrics metrics)
        : this(pipeline, options, time, loggers, metrics, new ProcessShares(options, options.Limits.MaxMessageBytes))
    {
    }

    /// <summary>The same for one of several relays of a process.</summary>
    internal RelayEngine(
        HookPipeline pipeline, RelayOptions options, TimeProvider time, ILoggerFactory loggers, RelayMetrics metrics, ProcessShares shares)
    {
        _logger = loggers.CreateLogger<RelayEngine>();
        var faults = new HookFaults(metrics, _logger, time);
        var runner = new HookRunner(options.Limits.HookPatience, time, faults, new PolicyRefusals(metrics, _logger));
        Pipeline = pipeline = pipeline.With(runner);
        Budgets = shares.Budgets.With(options.Limits);
        Turns = shares.Turns;
        Information = pipeline.Announce(_self, RelayInformationFactory.Create(options, pipeline.Storage.CanDelete));
        _sources = pipeline.Sequenced is IQueryEventsHook { AppliesVisibility: true } only
            ? only
            : new MergedSources(pipeline.QueryEvents, time, runner);
        var names = new RelayNames(options);
        _removals = new EventRemovals(pipeline, _sources);
        Access = new AccessRules(options.Authentication, names, pipeline.NeedsKeys);
        var removals = new RemovalAnnouncer(pipeline, metrics, _logger);
        StoresInUse.Take(pipeline.Stores, pipeline);
        Fanout = new Fanouts(
            pipeline, index => new LiveDispatcher(pipeline, index, Access.Anonymous, time, metrics), removals, _logger);
        Admission = new Admission(
            pipeline, new DeletionOutcomes(pipeline, _sources), Fanout, time, new AdmissionRules(names), Access,
            new VanishRules(pipeline, _sources, time));
        _sessions = new SessionRegistry(metrics, _logger);
        _end = new RelayEnd(_sessions, Fanout, removals, pipeline, _logger);
        var verifier = shares.Verifier;
        _subscriptions = new SubscriptionServices(pipeline, _sources, Fanout, Budgets, faults, metrics, _logger, time);
        _services = new SessionServices(
            options, pipeline, faults, metrics, _logger, time, Access,
            new ProofRules(options.Authentication, names, verifier, time),
            new IntakeServices(Admission, pipeline, Budgets, faults, verifier, options.Limits.MaxPendingEvents, _end.EventsGivenUp),
            _subscriptions,
            new EventCounter(pipeline, _sources),
            _sessions);
        if (pipeline.Sequenced is not null || !pipeline.HasEventDeleted)
            return;
        foreach (var store in pipeline.Stores)
        {
            (store as ISequencedStore)?.Listen(removals);
            (store as IComposedStore)?.Listen(removals);
        }
    }

    /// <summary>The rules for events, for callers that bring events without a session.</summary>
    public Admission Admission { get; }

    /// <summary>The memory budgets of clients. Transports take their part from them.</summary>
    public RelayBudgets Budgets { get; }

    /// <summary>
    /// The information document (NIP-11), made once from the options and the policies. Other hooks may change it per request.
    /// </summary>
    public RelayInformation Information { get; }

    /// <summary>Open connections.</summary>
    public int Connections => _sessions.Connections;

    /// <summary>Open subscriptions of all connections.</summary>
    public int Subscriptions => _subscriptions.Open;

    /// <summary>The condition of the store in the worst state.</summary>
    public StoreCondition Health => StoreCondition.WorstOf(Pipeline.Stores);

    internal HookPipeline Pipeline { get; }

    /// <summary>Finds the stored events of all stores and hooks.</summary>
    internal IQueryEventsHook Sources => _sources;

    /// <summary>Shares the processors among the clients.</summary>
    internal Turns Turns { get; }

    internal Fanouts Fanout { get; }

    /// <summary>Cancelled when the relay ends and what hooks have not decided by then is given up.</summary>
    internal CancellationToken EventsGivenUp => _end.EventsGivenUp;

    internal AccessRules Access { get; }

    /// <summary>Asks whether a connection may be upgraded.</summary>
    public async ValueTask<Verdict> RejectConnectionAsync(ClientContext client, CancellationToken cancel)
    {
        try
        {
            return await Pipeline.RejectConnectionAsync(client, cancel);
        }
        catch (HookTimeoutException)
        {
            return Verdict.Error("no decision in time");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            _services.Faults.HookFailed(exception, client.Id, nameof(IRejectConnectionHook));
            return Verdict.Error("internal error");
        }
    }

    /// <summary>Opens the session of an upgraded connection. The caller closes it.</summary>
    public async ValueTask<Session> OpenSessionAsync(ClientContext client, IOutbox outbox, CancellationToken cancel)
    {
        var session = new Session(_services, client, outbox);
        client.Open(session, Access.Anonymous, Turns);
        _sessions.Add(session);
        await Pipeline.OnConnectAsync(client, cancel);
        client.ForgetRequest();
        if (Access.ChallengesOnConnect)
            session.Challenge();
        return session;
    }

    /// <summary>The information document (NIP-11) for one request: <see cref="Information"/>, unless a hook changes it.</summary>
    public async ValueTask<RelayInformation> GetInformationAsync(ClientContext client, CancellationToken cancel)
    {
        var information = Information;
        try
        {
            return await Pipeline.OverwriteRelayInformationAsync(client, information, cancel);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            _services.Faults.HookFailed(exception, client.Id, nameof(IOverwriteRelayInformationHook));
            return information;
        }
    }

    /// <summary>
    /// Publishes an event of the embedding program by the same rules as a client's, except limits and policies. Its signature is trusted.
    /// Completes when the event is stored.
    /// </summary>
    public async ValueTask<StoreResult> PublishAsync(NostrEvent e, CancellationToken cancel = default)
    {
        var verdict = await Admission.JudgeAsync(_self, e, cancel);
        if (verdict.IsRefused)
            return StoreResult.Failed(verdict.Message);
        if (verdict.IsShadow)
            return new(StoreStatus.Stored);
        var route = Admission.RouteOf(e.Kind);
        if (route == EventRoute.PassOn)
            return await Admission.PassOnAsync(_self, e, after: 0, cancel);
        var result = await Admission.StoreAsync(e, route, cancel);
        if (result.Status == StoreStatus.Stored)
            await Pipeline.OnEventSavedAsync(_self, e, cancel);
        return result;
    }

    /// <summary>
    /// Sends an event of the embedding program to the subscriptions that it matches, without storing it. What receivers may see and the
    /// hooks about receivers apply; rules and hooks about events on their way in do not. A subscription that still gets its stored events
    /// may miss it, as it may miss an ephemeral event. Completes when it waits for the fan-out.
    /// </summary>
    public ValueTask BroadcastEventAsync(NostrEvent e) => Fanout.PublishAsync(new LiveEvent(e, isPromised: false));

    /// <summary>
    /// Completes when the threads that send live events go on: at once if no events wait for them, otherwise when they have sent another
    /// one. For a host that watches the relay: if this takes minutes, the relay is stuck, and only a new process helps.
    /// </summary>
    public Task ProbeAsync() => Fanout.ProbeAsync();

    /// <summary>The open subscriptions of all connections at this moment.</summary>
    public IReadOnlyList<OpenSubscription> GetSubscriptions()
    {
        var open = new List<OpenSubscription>(Subscriptions);
        foreach (var session in _sessions.All)
            session.Subscriptions.AddTo(open);
        return open;
    }

    /// <summary>
    /// The newest queries for which the relay worked 100 ms or longer, a few at most, the slowest first. They name what clients asked for.
    /// </summary>
    public IReadOnlyList<SlowQuery> GetSlowQueries() => _subscriptions.Slow.Read();

    /// <summary>Whether a hook may look at <see cref="ClientContext.Request"/>; a transport need not describe it otherwise.</summary>
    public bool WantsUpgradeRequests => Pipeline.HasConnectionHooks;

    /// <summary>Finds stored events for the embedding program or a hook. It also finds private events.</summary>
    public ValueTask QueryAsync(IReadOnlyList<Filter> filters, IEventSink sink, CancellationToken cancel = default) =>
        _sources.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, sink, cancel);

    /// <summary>
    /// The stored events that match the filter, newest first, one after the other. It also finds private events. Without a limit in the
    /// filter there is no limit.
    /// </summary>
    public IAsyncEnumerable<NostrEvent> QueryAsync(Filter filter, CancellationToken cancel = default) =>
        ResultStream.ReadAsync(_sources, new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, cancel);

    /// <summary>
    /// Removes the stored events with these ids, of any kind and author, and returns how many there were. No tombstone stays: events that
    /// come again are stored again. A removed deletion request or request to vanish keeps its effect. <see cref="IEventDeletedHook"/> is
    /// told of every event that a store removes. Events go in batches, so a failure may leave a part. Throws
    /// <see cref="InvalidOperationException"/> if no handler can remove events.
    /// </summary>
    public ValueTask<long> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel = default) =>
        _removals.RemoveAsync(ids, cancel);

    /// <summary>
    /// Removes the stored events that match the filter in the same way, from the newest on. With a limit, it removes the newest ones only.
    /// Events that are stored meanwhile may stay.
    /// </summary>
    public ValueTask<long> RemoveEventsAsync(Filter filter, CancellationToken cancel = default) =>
        _removals.RemoveAsync(filter, cancel);

    /// <summary>
    /// Ends all sessions, sends the waiting messages and closes the stores that the container made, even if hooks hang. Takes about this
    /// time at most. Returns false if a part did not end in time, which is logged. Further calls do nothing: the first one sets the time.
    /// </summary>
    public Task<bool> StopAsync(TimeSpan patience) => _end.RunAsync(patience);

    /// <summary>The same, with five seconds, for containers that give no time.</summary>
    public async ValueTask DisposeAsync() => await _end.RunAsync(RelayEnd.DefaultPatience);
}
