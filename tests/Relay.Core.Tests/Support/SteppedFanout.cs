using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>
/// A fan-out with a small queue and one live subscription to everything. Its client holds the fan-out's thread at every event sent.
/// </summary>
sealed class SteppedFanout : ICommitListener, IAsyncDisposable
{
    readonly GatedStore _store = new(TimeProvider.System);
    readonly TestEngine _relay;
    readonly RelayMetrics _metrics = new();
    readonly Author _author = new();
    readonly SemaphoreSlim _arrived = new(0);
    readonly SemaphoreSlim _steps = new(0);
    readonly List<string> _expected = [];
    readonly LiveFanout _fanout;

    SteppedFanout(TestEngine relay, TestClient client, FanoutRoom room)
    {
        _relay = relay;
        Client = client;
        var pipeline = new HookPipeline(_store);
        var index = new SubscriptionIndex();
        var dispatcher = new LiveDispatcher(pipeline, index, Visibility.Public, TimeProvider.System, _metrics);
        _fanout = new LiveFanout(_store, index, dispatcher, NullLogger.Instance, room, "stepped");
        _store.Listen(this);
        var subscription = Subscribe("q");
        Catching = Subscribe("catching");
        Assert.True(subscription.TryGoLive(_store.LastSequence));
        client.Outbox.Sent = _ => Hold();
    }

    public TestClient Client { get; }

    /// <summary>A further subscription to everything, not yet live. It is younger, so the thread comes to it before it is held.</summary>
    public Subscription Catching { get; }

    public GatedStore Store => _store;

    public long LastSequence => _store.LastSequence;

    public LiveFanout Fanout => _fanout;

    /// <summary>The messages that the subscription should receive for the committed events.</summary>
    public IReadOnlyList<string> Expected => _expected;

    bool ICommitListener.WantsRemoved => false;

    public static Task<SteppedFanout> StartAsync(int maxQueued) => StartAsync(new FanoutRoom(maxQueued, long.MaxValue));

    public static async Task<SteppedFanout> StartAsync(FanoutRoom room)
    {
        var relay = new TestEngine();
        return new SteppedFanout(relay, await relay.ConnectAsync(), room);
    }

    void ICommitListener.OnCommitted(CommittedBatch batch) => _fanout.OnCommitted(batch);

    public async Task CommitAsync(int count, string content = "")
    {
        for (; count > 0; count--)
        {
            var e = _author.Note(content);
            _expected.Add(RecordingOutbox.EventMessage("q", e));
            await _store.AdmitAsync(e, default);
        }
    }

    public Task PublishAsync(NostrEvent e, long after = 0) => _fanout.PublishAsync(new LiveEvent(e), after).AsTask();

    /// <summary>Waits until the thread is held at an event.</summary>
    public async Task ArrivalAsync() => Assert.True(await _arrived.WaitAsync(Deadline.Default));

    /// <summary>Lets the event pass at which the thread is held, and waits until the thread is held at the next one.</summary>
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
        await _relay.DisposeAsync();
        _metrics.Dispose();
    }

    Subscription Subscribe(string id)
    {
        var subscription = new Subscription(Client.Session.Subscriptions, new SubscriptionId(id), [new Filter()]) { Fanout = _fanout };
        _fanout.Index.Add(subscription);
        return subscription;
    }

    void Hold()
    {
        _arrived.Release();
        _steps.Wait();
    }
}
