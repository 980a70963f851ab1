using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>The fan-out's work for one event, in comparisons and look-ups.</summary>
public sealed class LiveDispatcherTests : IAsyncDisposable
{
    const int EventTags = 5_000;

    readonly TestEngine _relay = new(
        null, new RelayOptions { PublicUrl = "wss://relay.example/", Limits = new LimitsOptions { MaxEventTags = EventTags } });
    readonly RelayMetrics _metrics = new();
    readonly SubscriptionIndex _index = new();
    readonly NullOutbox _outbox = new();
    readonly LiveDispatcher _dispatcher;
    readonly Author _alice = new();
    Session? _session;
    long _sequence;

    public LiveDispatcherTests()
    {
        _dispatcher = new LiveDispatcher(new HookPipeline(), _index, _relay.Engine.Access.Anonymous, TimeProvider.System, _metrics);
        _sequence = _relay.Store.LastSequence;
    }

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        _metrics.Dispose();
    }

    static TagFilter Tag(char letter, int first, int count) =>
        new(letter, FilterSet.Create<TagValue>([.. Enumerable.Range(first, count).Select(static i => new TagValue($"{i}"))]));

    static string[][] Tags(string letter, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new[] { letter, $"{i}" })];

    async Task SubscribeAsync(params IReadOnlyList<Filter> filters)
    {
        var client = new ClientContext { Id = 1 };
        _session ??= await _relay.Engine.OpenSessionAsync(client, _outbox, CancellationToken.None);
        var subscription = new Subscription(_session.Subscriptions, new SubscriptionId("s"), filters)
        {
            Fanout = _relay.Engine.Fanout.Main,
        };
        _index.Add(subscription);
        Assert.True(subscription.TryGoLive(_relay.Store.LastSequence));
    }

    (long Comparisons, long LookUps) PassOn(NostrEvent e)
    {
        var before = (_dispatcher.Comparisons, _dispatcher.LookUps);
        _dispatcher.PassOn(new LiveEvent(e), ++_sequence);
        return (_dispatcher.Comparisons - before.Comparisons, _dispatcher.LookUps - before.LookUps);
    }

    [Fact]
    public async Task Event_that_shares_a_thousand_terms_with_each_of_many_filters_is_compared_once_with_each()
    {
        for (var i = 0; i < 120; i++)
            await SubscribeAsync(new Filter { Tags = [Tag('t', 0, 1000), Tag('x', 0, 1001)] });

        var (comparisons, lookUps) = PassOn(_alice.Note(tags: Tags("t", 0, EventTags)));

        Assert.Equal(120, comparisons);
        Assert.InRange(lookUps, 120, 120 * 1001);
        Assert.Equal(0, _outbox.LiveEvents);
    }

    [Fact]
    public async Task Look_ups_never_exceed_the_values_of_the_filters_nor_those_of_the_event()
    {
        Filter[] wide = [
            .. Enumerable.Range(0, 50).Select(i => new Filter { Tags = [Tag('t', i, 900), Tag('x', 1_000_000, 1000), Tag('y', 0, 3)] })];
        await SubscribeAsync(wide);

        var (_, ofGiant) = PassOn(_alice.Note(tags: [["y", "0"], ["y", "1"], .. Tags("t", 0, 2500), .. Tags("x", 0, 2498)]));
        var (_, ofUsual) = PassOn(_alice.Note(tags: [["y", "0"], ["t", "899"], ["x", "1"]]));

        Assert.InRange(ofGiant, 50, FilterCost.StepsOf(wide));
        Assert.InRange(ofUsual, 50, 50 * 3);
        Assert.Equal(0, _outbox.LiveEvents);
    }

    [Fact]
    public async Task Filters_of_a_subscription_that_has_the_event_are_not_compared()
    {
        await SubscribeAsync([.. Enumerable.Range(0, 100).Select(static i => new Filter { Kinds = [1], Since = i })]);

        Assert.Equal(1, PassOn(_alice.Note()).Comparisons);
        Assert.Equal(1, _outbox.LiveEvents);
    }

    [Fact]
    public async Task Follow_lists_cost_the_look_up_of_the_author()
    {
        var others = Enumerable.Range(1, 1000).Select(static i => Bytes32.Parse($"{i:x8}{i:x56}")).ToArray();
        for (var i = 0; i < 100; i++)
            await SubscribeAsync(new Filter { Authors = [.. others], Kinds = [1], Tags = [Tag('t', 0, 1)] });
        await SubscribeAsync(new Filter { Authors = [_alice.PublicKey, .. others], Kinds = [1] });

        Assert.Equal((1, 0), PassOn(_alice.Note(tags: Tags("t", 0, 100))));
    }

    [Fact]
    public async Task Who_may_see_a_hidden_event_is_asked_once_for_each_subscription()
    {
        var key = new Author();
        await SubscribeAsync([.. Enumerable.Range(0, 100).Select(static i => new Filter { Kinds = [4], Since = i })]);
        _session!.Client.AddKey(key.PublicKey);
        string[][] recipients = [.. Enumerable.Range(1, 2000).Select(static i => new[] { "p", $"{i:x64}" })];

        Assert.Equal((1, 1), PassOn(_alice.Event(4, tags: recipients)));
        Assert.Equal(0, _outbox.LiveEvents);
        Assert.Equal((1, 1), PassOn(_alice.Event(4, tags: [.. recipients, ["p", key.Hex]])));
        Assert.Equal(1, _outbox.LiveEvents);
    }

    [Fact]
    public async Task Receivers_of_a_common_term_all_hear_of_the_event_however_many_they_are()
    {
        for (var i = 0; i < 1000; i++)
            await SubscribeAsync(new Filter { Tags = [Tag('t', 7, 1)] }, new Filter { Tags = [Tag('t', 8, 1)], Kinds = [(ushort)i] });

        Assert.InRange(PassOn(_alice.Note(tags: [["t", "7"], ["t", "8"]])).Comparisons, 1000, 2000);
        Assert.Equal(1000, _outbox.LiveEvents);
    }
}
