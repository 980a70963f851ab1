using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

public sealed class SubscriptionIndexTests : IAsyncDisposable
{
    static readonly int[] Kinds = [0, 1, 7, 10002, 30023];

    readonly TestEngine _relay = new();
    readonly TermList _terms = new();
    readonly EventTags _tags = new();
    TestClient _client = null!;

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    Subscription Subscribe(SubscriptionIndex index, params IReadOnlyList<Filter> filters)
    {
        var subscription = new Subscription(_client.Session.Subscriptions, new SubscriptionId("s"), filters);
        index.Add(subscription);
        return subscription;
    }

    HashSet<Subscription> Matching(SubscriptionIndex index, NostrEvent e)
    {
        var candidates = Candidates(index, e);
        return [.. candidates.Where(candidate => candidate.Matches(e.View, _tags)).Select(static candidate => candidate.Subscription)];
    }

    List<LiveFilter> Candidates(SubscriptionIndex index, NostrEvent e)
    {
        var candidates = new List<LiveFilter>();
        var few = new LiveFilter[7];
        _tags.Collect(e.View, index.Hasher);
        EventTerms.CollectLive(e.View, _tags, _terms);
        foreach (ref readonly var term in _terms.Span)
        {
            var place = int.MaxValue;
            do
            {
                place = index.CopyBefore(place, term, few, out var copied);
                candidates.AddRange(few.AsSpan(0, copied));
            }
            while (place > 0);
        }
        return candidates;
    }

    // Terms cut keys, so the keys differ in the part that terms keep.
    static Bytes32 Key(int number) => Bytes32.Parse($"{number:x8}{number:x56}");

    [Fact]
    public async Task Random_subscriptions_are_found_as_by_the_naive_filter_while_they_come_and_go()
    {
        _client = await _relay.ConnectAsync();
        var random = new RandomNostr(Environment.TickCount);
        var index = new SubscriptionIndex();
        var open = new List<(Subscription Subscription, List<NaiveFilter> Filters)>();
        for (var i = 0; i < 3000; i++)
        {
            switch (random.Next(4))
            {
                case 0 or 1:
                    var filters = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Filter(Kinds)).ToList();
                    open.Add((Subscribe(index, [.. filters.Select(static filter => filter.ToFilter())]), filters));
                    break;
                case 2 when open.Count > 0:
                    var place = random.Next(open.Count);
                    index.Remove(open[place].Subscription);
                    open.RemoveAt(place);
                    break;
                default:
                    var e = random.Event(Kinds);
                    var naive = NaiveEvent.Of(e);
                    var expected = open.Where(each => each.Filters.Any(filter => filter.Matches(naive)));
                    Assert.True(
                        Matching(index, e).SetEquals(expected.Select(static each => each.Subscription)), $"seed {random.Seed}, step {i}");
                    break;
            }
        }
        foreach (var (subscription, _) in open)
            index.Remove(subscription);
        Assert.Equal(0, index.TermCount);
    }

    [Fact]
    public async Task Filter_waits_under_its_most_selective_condition_only()
    {
        _client = await _relay.ConnectAsync();
        var index = new SubscriptionIndex();
        Bytes32[] authors = [.. Enumerable.Range(1, 500).Select(i => Key(i))];
        var tag = new TagFilter('t', [new TagValue("a"), new TagValue("b"), new TagValue("c")]);
        var smallTag = new TagFilter('p', [new TagValue(authors[0])]);
        (Filter Filter, int Terms)[] cases =
        [
            (new Filter { Ids = [authors[0], authors[1]], Authors = [.. authors], Kinds = [1] }, 2),
            (new Filter { Authors = [authors[0], authors[1]], Kinds = [1, 6, 7], Tags = [tag] }, 6),
            (new Filter { Authors = [.. authors], Kinds = [1, 6, 7] }, 500),
            (new Filter { Authors = [authors[0]], Tags = [smallTag] }, 1),
            (new Filter { Tags = [tag, smallTag], Kinds = [1, 2, 3, 4] }, 1),
            (new Filter { Kinds = [1, 6] }, 2),
            (new Filter { Since = 1 }, 1),
            (new Filter { Kinds = [] }, 0),
        ];

        foreach (var (filter, terms) in cases)
        {
            var subscription = Subscribe(index, filter);
            Assert.Equal(terms, index.TermCount);
            index.Remove(subscription);
        }
    }

    [Fact]
    public async Task Cost_follows_candidates_not_subscriptions()
    {
        _client = await _relay.ConnectAsync();
        var index = new SubscriptionIndex();
        var alice = new Author();
        for (var i = 1; i <= 10_000; i++)
        {
            var mentions = new Filter { Tags = [new TagFilter('p', [new TagValue(Key(i))])] };
            Subscribe(index, new Filter { Authors = [Key(i)], Kinds = [1] }, mentions);
        }
        var own = Subscribe(index, new Filter { Authors = [alice.PublicKey] });

        Assert.Same(own, Assert.Single(Candidates(index, alice.Note(tags: ["t", "x"]))).Subscription);
    }

    [Fact]
    public async Task Many_subscribers_of_one_term_leave_in_any_order()
    {
        _client = await _relay.ConnectAsync();
        var index = new SubscriptionIndex();
        var random = new Random(1);
        var all = Enumerable.Range(0, 1500)
            .Select(_ => Subscribe(index, new Filter { Kinds = [1] }, new Filter { Kinds = [1, 2] })).ToArray();
        random.Shuffle(all);
        var note = new Author().Note();
        for (var left = all.Length; left > 0; left--)
        {
            Assert.Equal(left, Matching(index, note).Count);
            index.Remove(all[left - 1]);
            index.Remove(all[left - 1]);
        }
        Assert.Empty(Matching(index, note));
    }

    [Fact]
    public async Task Subscription_that_is_over_is_not_added()
    {
        _client = await _relay.ConnectAsync();
        var index = new SubscriptionIndex();
        var subscription = new Subscription(_client.Session.Subscriptions, new SubscriptionId("s"), [new Filter()]);
        subscription.TryClose(null);
        index.Add(subscription);

        Assert.Equal(0, index.TermCount);
    }
}
