using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay's fan-outs: one for everybody, and one for the subscriptions with which an address would make it look at too much for one
/// event. Those wait for each other only. Each has its own thread, queue and index, and its subscriptions hear every event in order.
/// <para>
/// Without a store that numbers its events there is only the first: what the second may drop and read back later must have a number. Then
/// the first serves what the second would, and no more.
/// </para>
/// </summary>
sealed class Fanouts : ICommitListener, IAsyncDisposable
{
    /// <summary>
    /// How many filters and tag values of one address, or of one connection without one, the first fan-out looks at for one event at most:
    /// a millisecond or two. Clients of a household wait for some hundred threads and names each; follow lists count one.
    /// </summary>
    public const long MaxSteps = 10_000;

    /// <summary>
    /// The same for all addresses together: some 20 ms, if one event concerned every filter there is. Ten thousand clients with twenty
    /// filters each.
    /// </summary>
    public const long MaxStepsOfAll = 200_000;

    /// <summary>
    /// The most for one address that any fan-out looks at; more is refused. Two hundred connections that name 500 threads each.
    /// </summary>
    public const long MostSteps = 100_000;

    /// <summary>What a refusal calls <see cref="MostSteps"/>.</summary>
    public const string MostStepsName = "100,000 filters and tag values of an address";

    readonly RemovalAnnouncer _removals;
    readonly Budget _allSteps = new("", MaxStepsOfAll);

    // Not bounded together: many addresses are many clients, and who waits behind others here has asked for more than most.
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
        Main = new LiveFanout(pipeline.Sequenced, index, dispatcher(index), logger, FanoutRoom.Usual, "relay live fan-out");
        if (pipeline.Sequenced is not { } store)
            return;
        index = new SubscriptionIndex(index.Hasher);
        Heavy = new LiveFanout(store, index, dispatcher(index), logger, FanoutRoom.Usual, "relay heavy fan-out");
        store.Listen(this);
    }

    public LiveFanout Main { get; }

    public LiveFanout? Heavy { get; }

    /// <summary>How many addresses have a share of the first fan-out.</summary>
    public int SharingAddresses => _stepsByAddress.Count;

    public bool WantsRemoved => _removals.WantsRemoved;

    /// <summary>
    /// The share of the fan-outs, in steps, that a connection has with others of its address, or alone where it has none.
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
    /// Passes on an event that has no number, after the one with the number given. Waits while too many wait; heavy subscriptions hear of
    /// it if there is room for it.
    /// </summary>
    public ValueTask PublishAsync(LiveEvent e, long after = 0)
    {
        Heavy?.TryPublish(e, after);
        return Main.PublishAsync(e, after);
    }

    /// <summary>Lets both pass on what waits and then end; completes when they have. Harmless when repeated.</summary>
    public async ValueTask DisposeAsync()
    {
        var heavy = Heavy?.DisposeAsync() ?? default;
        await Main.DisposeAsync();
        await heavy;
    }
}
