using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay's fan-outs. The main one serves most subscriptions. The heavy one serves those with which an address would make the main one
/// take too many steps for one event; they delay only each other. Each fan-out has its own thread, queue and index, and sends every event
/// to its subscriptions in order.
/// <para>
/// Without a store that numbers its events there is only the main one: the heavy one may drop events and read them back later, which needs
/// numbers. The main one then also serves subscriptions with many steps, up to the same greatest number.
/// </para>
/// </summary>
sealed class Fanouts : ICommitListener, IAsyncDisposable
{
    /// <summary>
    /// The most filters and tag values of one address, or of one connection without an address, that the main fan-out looks at for one
    /// event: one or two milliseconds. The clients of a household follow some hundred threads and names each; a follow list counts as one.
    /// </summary>
    public const long MaxSteps = 10_000;

    /// <summary>
    /// The most filters and tag values of all addresses together: some 20 ms, if one event concerned every filter. Ten thousand clients
    /// with twenty filters each.
    /// </summary>
    public const long MaxStepsOfAll = 200_000;

    /// <summary>
    /// The most filters and tag values of one address that any fan-out looks at; more are refused. Two hundred connections that name 500
    /// threads each.
    /// </summary>
    public const long MostSteps = 100_000;

    /// <summary>The name of <see cref="MostSteps"/> in refusals.</summary>
    public const string MostStepsName = "100,000 filters and tag values of an address";

    readonly RemovalAnnouncer _removals;
    readonly Budget _allSteps = new("", MaxStepsOfAll);

    // Not bounded for all addresses together: many addresses are many clients, and clients that wait here have asked for more than most.
    readonly Budget _mostSteps = new(MostStepsName, long.MaxValue);
    readonly AddressBudgets _stepsByAddress;
    readonly AddressBudgets _mostByAddress;

    public Fanouts(
        HookPipeline pipeline, Func<SubscriptionIndex, LiveDispatcher> dispatcher, RemovalAnnouncer removals, ILogger logger)
    {
        _removals = removals;
        _stepsByAddress = new AddressBudgets("", MaxSteps, _allSteps);
        _mostByAddress = new AddressBudgets(MostStepsName, MostSteps, _mostSteps);
        var index = new SubscriptionIndex();
        Unannounced = pipeline.Sequenced is null ? new UnannouncedEvents() : null;
        Main = new LiveFanout(pipeline.Sequenced, index, dispatcher(index), logger, FanoutRoom.Usual, "relay live fan-out", Unannounced);
        if (pipeline.Sequenced is not { } store)
            return;
        index = new SubscriptionIndex(index.Hasher);
        Heavy = new LiveFanout(store, index, dispatcher(index), logger, FanoutRoom.Usual, "relay heavy fan-out");
        store.Listen(this);
    }

    /// <summary>What is being stored, if nothing numbers events; otherwise null.</summary>
    public UnannouncedEvents? Unannounced { get; }

    public LiveFanout Main { get; }

    public LiveFanout? Heavy { get; }

    /// <summary>The number of addresses that have a share of the main fan-out.</summary>
    public int SharingAddresses => _stepsByAddress.Count;

    public bool WantsRemoved => _removals.WantsRemoved;

    /// <summary>
    /// The share of the fan-outs, in steps, that a connection has together with others of its address, or alone if it has no address.
    /// </summary>
    public StepShare EnterSteps(Bytes32? address)
    {
        var (main, most) = (_stepsByAddress.Enter(address), _mostByAddress.Enter(address));
        return new StepShare(
            this,
            main == _allSteps ? new Budget("", MaxSteps, _allSteps) : main,
            most == _mostSteps ? new Budget(MostStepsName, MostSteps) : most);
    }

    public void LeaveSteps(Bytes32? address)
    {
        _stepsByAddress.Leave(address);
        _mostByAddress.Leave(address);
    }

    public void OnCommitted(CommittedBatch batch)
    {
        _removals.OnCommitted(batch);
        if (batch.Stored.Count == 0)
            return;
        Main.OnCommitted(batch);
        Heavy?.OnCommitted(batch);
    }

    /// <summary>
    /// Passes on an event that has no number, after the stored event with the number <paramref name="after"/>. Waits while too many events
    /// wait. Heavy subscriptions get it only if their fan-out has room.
    /// </summary>
    public ValueTask PublishAsync(LiveEvent e, long after = 0)
    {
        Heavy?.TryPublish(e, after);
        return Main.PublishAsync(e, after);
    }

    /// <summary>Completes when each thread waits for events or has passed one on.</summary>
    public Task ProbeAsync() => Task.WhenAll(Main.ProbeAsync(), Heavy?.ProbeAsync() ?? Task.CompletedTask);

    /// <summary>Lets both fan-outs pass on the waiting events and then end. Completes when they have ended. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        var heavy = Heavy?.DisposeAsync() ?? default;
        await Main.DisposeAsync();
        await heavy;
    }
}
