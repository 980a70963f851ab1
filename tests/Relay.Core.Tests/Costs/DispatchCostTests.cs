using Relay.Nostr;
using Relay.Testing;
using Held = Relay.TestSupport.Costs;

namespace Relay.Core.Tests;

/// <summary>Finding the receivers of a live event allocates nothing, however many there are, even if none matches.</summary>
public sealed class DispatchCostTests : IAsyncDisposable
{
    const string Allocated = "bytes allocated by the relay";
    const int Subscriptions = 1000, Rounds = 100;

    readonly TestEngine _relay = new();
    readonly SubscriptionIndex _index = new();
    readonly NullOutbox _outbox = new();
    readonly Author _author = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task Finding_that_nobody_waits_for_an_event()
    {
        await SubscribeAsync(i => new Filter { Tags = [new TagFilter('t', [new TagValue($"other {i}")])] });

        Held.AssertWithin(Allocated, "find no receiver of a live event among 1,000 subscriptions", Measure());
        Assert.Equal(0, _outbox.LiveEvents);
    }

    [Fact]
    public async Task Handing_an_event_to_those_who_wait_for_it()
    {
        await SubscribeAsync(i => i % 2 == 0 ? new Filter { Kinds = [Kind.TextNote] } : new Filter { Authors = [_author.PublicKey] });

        Held.AssertWithin(Allocated, "hand a live event to the outboxes of 1,000 subscriptions", Measure());
        Assert.Equal(2 * Rounds * Subscriptions, _outbox.LiveEvents);
    }

    async Task SubscribeAsync(Func<int, Filter> filter)
    {
        var session = await _relay.Engine.OpenSessionAsync(new ClientContext { Id = 1 }, _outbox, CancellationToken.None);
        for (var i = 0; i < Subscriptions; i++)
        {
            var subscription = new Subscription(session.Subscriptions, new SubscriptionId($"{i}"), [filter(i)])
            {
                Fanout = _relay.Engine.Fanout.Main,
            };
            _index.Add(subscription);
            Assert.True(subscription.TryGoLive(_relay.Store.LastSequence));
        }
    }

    /// <summary>The bytes allocated for one event on the thread that passes events on.</summary>
    long Measure()
    {
        using var metrics = new RelayMetrics();
        var dispatcher = new LiveDispatcher(new HookPipeline(), _index, Visibility.Public, TimeProvider.System, metrics);
        var live = new LiveEvent(_author.Note("hello", tags: [["t", "nostr"], ["p", _author.Hex]]));
        var first = _relay.Store.LastSequence + 1;
        PassOn(first);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PassOn(first + Rounds);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;

        void PassOn(long first)
        {
            for (var sequence = first; sequence < first + Rounds; sequence++)
                dispatcher.PassOn(live, sequence);
        }
    }
}
