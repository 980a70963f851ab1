using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay without a transport: opens sessions, passes new events on and answers what is asked about the relay itself.
/// Thread-safe. It ends all sessions when it stops, and closes what its container made for it, within the time that it is given.
/// </summary>
public sealed class RelayEngine : IAsyncDisposable
{
    /// <summary>What a client is told when something failed that is none of its business.</summary>
    internal const string InternalError = "error: internal error";

    readonly TimeProvider _time;
    readonly RemovalAnnouncer _removals;
    // Also those that have ended while hooks are still told so.
    readonly ConcurrentDictionary<Session, bool> _sessions = new();
    readonly RelayEnd _end;

    // Events of an embedding program are judged as those of a client on this machine.
    readonly ClientContext _self = new() { Id = 0, RemoteAddress = IPAddress.Loopback, IsRelay = true };
    int _connections;
    int _subscriptions;

    /// <summary>Starts passing on what the stores commit.</summary>
    public RelayEngine(HookPipeline pipeline, RelayOptions options, TimeProvider time, ILoggerFactory loggers, RelayMetrics metrics)
    {
        Logger = loggers.CreateLogger<RelayEngine>();
        Faults = new HookFaults(metrics, Logger, time);
        Runner = new HookRunner(options.Limits.HookPatience, time, Faults, new PolicyRefusals(metrics, Logger));
        pipeline = pipeline.With(Runner);
        Pipeline = pipeline;
        Options = options;
        Metrics = metrics;
        Budgets = new RelayBudgets(options);
        Information = RelayInformationFactory.Create(options);
        _time = time;
        Sources = pipeline.Sequenced is IQueryEventsHook { AppliesVisibility: true } only
            ? only
            : new MergedSources(pipeline.QueryEvents, time, Runner);
        Names = new RelayNames(options);
        Access = new AccessRules(options, Names);
        _removals = new RemovalAnnouncer(pipeline, metrics, Faults, Logger);
        Fanout = new FanoutLanes(
            pipeline, index => new LiveDispatcher(pipeline, index, Access.Anonymous, time, metrics), _removals, Logger);
        Admission = new Admission(
            pipeline, new DeletionOutcomes(pipeline, Sources), Fanout, time, new AdmissionRules(Names), Access,
            new VanishRules(pipeline, Sources, time));
        _end = new RelayEnd(_sessions, Fanout, _removals, pipeline, Logger);
        if (pipeline.Sequenced is not null || !pipeline.HasEventDeleted)
            return;
        foreach (var store in pipeline.Stores)
            (store as ISequencedStore)?.Listen(_removals);
    }

    /// <summary>The rules for every way in, for those that bring events by other ways than a session.</summary>
    public Admission Admission { get; }

    /// <summary>What clients may make the relay keep, for transports, which keep some of it.</summary>
    public RelayBudgets Budgets { get; }

    /// <summary>What the relay says about itself (NIP-11) where no hook changes it; made once.</summary>
    public RelayInformation Information { get; }

    /// <summary>Open connections.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Open subscriptions of all connections.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>How well the stores are: the worst of them.</summary>
    public StoreCondition Health => StoreCondition.WorstOf(Pipeline.Stores);

    internal HookPipeline Pipeline { get; }

    internal RelayOptions Options { get; }

    internal RelayMetrics Metrics { get; }

    internal ILogger Logger { get; }

    internal HookFaults Faults { get; }

    internal HookRunner Runner { get; }

    internal SchnorrVerifier Verifier { get; } = new();

    /// <summary>Shares the processors among the clients.</summary>
    internal Turns Turns { get; } = new(Environment.ProcessorCount, TimeProvider.System);

    internal FanoutLanes Fanout { get; }

    internal RelayNames Names { get; }

    internal AccessRules Access { get; }

    /// <summary>Everything that answers queries, as one.</summary>
    internal IQueryEventsHook Sources { get; }

    internal TimeProvider Time => _time;

    /// <summary>Cancelled when the relay stops and its sessions have had their time: what is still undecided is given up.</summary>
    internal CancellationToken EventsGivenUp => _end.EventsGivenUp;

    internal long Now => _time.GetUtcNow().ToUnixTimeSeconds();

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
            Faults.HookFailed(exception, client.Id, nameof(IRejectConnectionHook));
            return Verdict.Error("internal error");
        }
    }

    /// <summary>Opens the session of an upgraded connection. Who opened it closes it.</summary>
    public async ValueTask<Session> OpenSessionAsync(ClientContext client, IOutbox outbox, CancellationToken cancel)
    {
        client.Visibility = Access.Anonymous;
        client.Turns = new ClientTurns(Turns, client);
        var session = new Session(this, client, outbox);
        _sessions.TryAdd(session, true);
        Interlocked.Increment(ref _connections);
        Metrics.ConnectionsChanged(1);
        Logger.ConnectionOpened(client.Id);
        try
        {
            await Pipeline.OnConnectAsync(client, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The client is gone already, which its reader is about to find out.
        }
        catch (Exception exception)
        {
            Faults.HookFailed(exception, client.Id, nameof(IConnectHook));
        }
        if (Access.ChallengesOnConnect)
            session.Challenge();
        return session;
    }

    /// <summary>The information document (NIP-11) for one request: <see cref="Information"/>, unless a hook makes another of it.</summary>
    public async ValueTask<RelayInformation> GetInformationAsync(ClientContext client, CancellationToken cancel)
    {
        var information = Information;
        try
        {
            return await Pipeline.OverwriteRelayInformationAsync(client, information, cancel);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            Faults.HookFailed(exception, client.Id, nameof(IOverwriteRelayInformationHook));
            return information;
        }
    }

    /// <summary>
    /// Publishes an event of the embedding program by the same rules as a client's, but for limits and configured policies.
    /// Its signature is trusted. Completes when the event is stored.
    /// </summary>
    public async ValueTask<StoreResult> PublishAsync(NostrEvent e, CancellationToken cancel = default)
    {
        var verdict = await Admission.JudgeAsync(_self, e, cancel);
        if (verdict.IsRefused)
            return StoreResult.Failed(verdict.Message);
        if (verdict.IsShadow)
            return new(StoreStatus.Stored);
        var result = await Admission.StoreAsync(_self, e, cancel);
        if (result.Status == StoreStatus.Stored && Kind.ClassOf(e.Kind) != KindClass.Ephemeral)
            await Pipeline.OnEventSavedAsync(_self, e, cancel);
        return result;
    }

    /// <summary>Finds stored events for the embedding program or a hook, which sees what is private, too.</summary>
    public ValueTask QueryAsync(IReadOnlyList<Filter> filters, IEventSink sink, CancellationToken cancel = default) =>
        Sources.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, sink, cancel);

    /// <summary>
    /// Ends all sessions, passes on what waits, and closes the stores that the container made, whatever hooks do. Takes about this
    /// time at most; false if something did not end in it, which is logged. Harmless when repeated: the first call sets the time.
    /// </summary>
    public Task<bool> StopAsync(TimeSpan patience) => _end.RunAsync(patience);

    /// <summary>The same, for a container that nobody has told how long it may take.</summary>
    public async ValueTask DisposeAsync() => await _end.RunAsync(RelayEnd.DefaultPatience);

    /// <summary>Whether every store has the event, so that it need not be looked at again.</summary>
    internal bool IsStored(in Bytes32 id)
    {
        if (Pipeline.Sequenced is { } sequenced)
            return sequenced.Contains(id);
        foreach (var store in Pipeline.Stores)
        {
            if (!store.Contains(id))
                return false;
        }
        return Pipeline.Stores.Count > 0;
    }

    /// <summary>Asks whether a message may be looked at further. Never throws.</summary>
    internal Verdict RejectMessage(ClientContext client, ClientMessageType type)
    {
        try
        {
            return Pipeline.RejectMessage(client, type);
        }
        catch (Exception exception)
        {
            Faults.HookFailed(exception, client.Id, nameof(IRejectMessageHook));
            return Verdict.Error("internal error");
        }
    }

    /// <summary>Whether the client may see the event at this moment.</summary>
    internal bool IsVisibleNow(ClientContext client, EventView e) =>
        client.Visibility.CanSee(e) && !(e.HasExpiration && e.IsExpiredAt(Now));

    /// <summary>
    /// Counts what the filters match together. The number is that of the one handler of the hook; where there are
    /// several, or none, or it counts what its asker may not see, what the sources find is counted, each event once.
    /// </summary>
    internal async ValueTask<long> CountAsync(
        ClientContext client, IReadOnlyList<Filter> filters, QueryMeter? meter, CancellationToken cancel)
    {
        if (filters.Count == 0)
            return 0;
        meter?.AddFilters(filters);
        EndTurnBeforeHandlers();
        var query = new EventQuery { Filters = filters, Visibility = client.Visibility, Client = client, Meter = meter };
        return Pipeline.CountEvents is [{ AppliesVisibility: true } only]
            ? await Pipeline.CountEventsAsync(only, query, cancel)
            : await CountingSink.CountAsync(Sources, query, authors: null, cancel);
    }

    /// <summary>
    /// Counts and adds the authors, both in one walk by the same rule. False with the number if whoever counts knows no authors.
    /// </summary>
    internal async ValueTask<(long Count, bool HasAuthors)> CountAsync(
        ClientContext client, IReadOnlyList<Filter> filters, HyperLogLog authors, QueryMeter? meter, CancellationToken cancel)
    {
        if (filters.Count == 0)
            return (0, true);
        if (Pipeline.CountEvents is [{ AppliesVisibility: true }] && Pipeline.CountEventsHll is [])
            return (await CountAsync(client, filters, meter, cancel), false);
        meter?.AddFilters(filters);
        EndTurnBeforeHandlers();
        var query = new EventQuery { Filters = filters, Visibility = client.Visibility, Client = client, Meter = meter };
        var count = Pipeline.CountEvents is [] or [_] && Pipeline.CountEventsHll is [{ AppliesVisibility: true } only]
            ? await Pipeline.CountEventsHllAsync(only, query, authors, cancel)
            : await CountingSink.CountAsync(Sources, query, authors, cancel);
        return (count, true);
    }

    /// <summary>The store that numbers events takes turns by itself; what other handlers count may block.</summary>
    void EndTurnBeforeHandlers()
    {
        if (Pipeline.Sequenced is null || Pipeline.CountEvents is not [ISequencedStore])
            Turn.EndHere();
    }

    internal void SubscriptionsChanged(int by)
    {
        Interlocked.Add(ref _subscriptions, by);
        Metrics.SubscriptionsChanged(by);
    }

    internal void OnClosed(Session session)
    {
        Interlocked.Decrement(ref _connections);
        Metrics.ConnectionsChanged(-1);
        Logger.ConnectionClosed(session.Client.Id);
    }

    /// <summary>Hooks have learned of the session's end.</summary>
    internal void Forget(Session session) => _sessions.TryRemove(session, out _);

    /// <summary>What a client is told when this went wrong.</summary>
    internal static string Refusal(Exception exception) => exception switch
    {
        HookTimeoutException timeout => timeout.Refusal,
        StoreBrokenException => StoreBrokenException.Refusal,
        _ => InternalError,
    };
}
