using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>A fan-out with a small queue, one live subscription to everything, and a hook that holds its thread at every event.</summary>
sealed class SteppedFanout : IAsyncDisposable
{
    readonly InMemoryStore _store = new();
    readonly TestEngine _relay;
    readonly RelayMetrics _metrics = new();
    readonly Author _author = new();
    readonly SemaphoreSlim _arrived = new(0);
    readonly SemaphoreSlim _steps = new(0);
    readonly List<string> _expected = [];
    readonly RemovalAnnouncer _removals;
    readonly LiveFanout _fanout;

    SteppedFanout(TestEngine relay, TestClient client, int maxQueued)
    {
        _relay = relay;
        Client = client;
        var pipeline = new HookPipeline(_store, new PreventBroadcastLambda(HoldAsync));
        var index = new SubscriptionIndex();
        _removals = new RemovalAnnouncer(
            pipeline, _metrics, new HookFaults(_metrics, NullLogger.Instance, TimeProvider.System), NullLogger.Instance);
        var dispatcher = new LiveDispatcher(pipeline, index, Visibility.Public, TimeProvider.System, _metrics, NullLogger.Instance);
        _fanout = new LiveFanout(pipeline, dispatcher, _removals, NullLogger.Instance, maxQueued);
        Catching = new Subscription(client.Session, new SubscriptionId("catching"), [new Filter()]);
        index.Add(Catching);
        var subscription = new Subscription(client.Session, new SubscriptionId("q"), [new Filter()]);
        index.Add(subscription);
        Assert.True(subscription.TryGoLive(_store.LastSequence, _fanout));
    }

    public TestClient Client { get; }

    /// <summary>A further subscription to everything, not yet live. The thread comes to it before it is held.</summary>
    public Subscription Catching { get; }

    public long LastSequence => _store.LastSequence;

    public LiveFanout Fanout => _fanout;

    /// <summary>What the subscription is to hear of the committed events.</summary>
    public IReadOnlyList<string> Expected => _expected;

    public static async Task<SteppedFanout> StartAsync(int maxQueued)
    {
        var relay = new TestEngine();
        return new SteppedFanout(relay, await relay.ConnectAsync(), maxQueued);
    }

    public async Task CommitAsync(int count)
    {
        for (; count > 0; count--)
        {
            var e = _author.Note();
            _expected.Add(RecordingOutbox.EventMessage("q", e));
            await _store.AdmitAsync(e, default);
        }
    }

    public Task PublishAsync(NostrEvent e) => _fanout.PublishAsync(new LiveEvent(e)).AsTask();

    /// <summary>Waits until the thread is held at an event.</summary>
    public async Task ArrivalAsync() => Assert.True(await _arrived.WaitAsync(Deadline.Default));

    /// <summary>Lets the event pass at which the thread is held, and waits until it is held at the next.</summary>
    public Task StepAsync()
    {
        _steps.Release();
        return ArrivalAsync();
    }

    public void LetAllPass() => _steps.Release(1_000_000);

    public async ValueTask DisposeAsync()
    {
        LetAllPass();
        await _fanout.DisposeAsync();
        await _removals.StopAsync(Deadline.Default);
        await _relay.DisposeAsync();
        _metrics.Dispose();
    }

    ValueTask<bool> HoldAsync(ClientContext receiver, NostrEvent e, CancellationToken cancel)
    {
        _arrived.Release();
        _steps.Wait(cancel);
        return new(false);
    }
}
