using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

public sealed class FollowGraphTests
{
    [Fact]
    public async Task A_list_that_is_replaced_again_and_again_leaves_little_behind()
    {
        const int Follows = 2_000;
        var seed = new Author();
        var graph = new FollowGraph(new WebOfTrustOptions { Seeds = [seed.Hex] });

        for (var version = 0; version < 20; version++)
        {
            string[][] follows = [.. Enumerable.Range(0, Follows).Select(i => new[] { "p", $"{version * Follows + i:x64}" })];
            var list = seed.Event(Kind.FollowList, tags: follows);
            graph.Forget(seed.PublicKey);
            var trusted = await graph.CollectAsync((keys, lists) =>
            {
                if (keys.Contains(seed.PublicKey))
                    lists.TryWrite(list.View);
                return default;
            });

            Assert.Equal(1 + Follows, trusted.Count);
            Assert.Contains(Bytes32.Parse(follows[^1][1]), trusted);
            Assert.InRange(graph.Keys, 1 + Follows, 10_000 + 3 * (1 + Follows));
        }
    }

    [Fact]
    public async Task Three_rogues_bring_in_no_more_than_one_can_vouch_for()
    {
        var (seed, known, other) = (new Author(), new Author(), new Author());
        var friends = Authors(10);
        var rogues = Authors(3);
        // They also follow a key that three friends vouch for.
        string[] sybils = [known.Hex, .. Enumerable.Range(1, 100_000).Select(static i => $"{i:x64}")];
        var lists = new Dictionary<Bytes32, NostrEvent>
        {
            [seed.PublicKey] = List(seed, [.. friends.Concat(rogues).Select(static author => author.Hex)]),
        };
        foreach (var rogue in rogues)
            lists[rogue.PublicKey] = List(rogue, sybils);
        foreach (var friend in friends[..3])
            lists[friend.PublicKey] = List(friend, known.Hex, other.Hex);
        var graph = new FollowGraph(new WebOfTrustOptions { Seeds = [seed.Hex] });

        var trusted = await CollectAsync(graph, lists);

        Assert.Contains(known.PublicKey, trusted);
        Assert.Contains(other.PublicKey, trusted);
        // The seed, its follows, both known ones, and a thousand of the others; a rogue may have vouched for the known one instead.
        Assert.InRange(trusted.Count, 1 + 13 + 2 + 997, 1 + 13 + 2 + 1_000);
        Assert.Equal(1 + 13 + 1 + FollowGraph.MaxFollowsOfOne, graph.Keys);
    }

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(3, 10, 3)]
    public async Task What_rogues_bring_in_vouches_for_a_tenth(int rogueCount, int second, int third)
    {
        var (seed, rogues, sybils) = (new Author(), Authors(rogueCount), Authors(20));
        string[] far = [.. Enumerable.Range(1, 50).Select(static i => $"{i:x64}")];
        var lists = sybils.ToDictionary(static sybil => sybil.PublicKey, sybil => List(sybil, far));
        lists[seed.PublicKey] = List(seed, [.. rogues.Select(static author => author.Hex)]);
        foreach (var rogue in rogues)
            lists[rogue.PublicKey] = List(rogue, [.. sybils.Select(static author => author.Hex)]);
        var options = new WebOfTrustOptions { Seeds = [seed.Hex], Depth = 3, MaxVouches = 10 };

        var trusted = await CollectAsync(new FollowGraph(options), lists);

        Assert.Equal(1 + rogueCount + second + third, trusted.Count);
    }

    [Fact]
    public async Task Nobody_brings_in_more_than_vouchers_allow_and_with_enough_of_them_followers_decide_alone()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var (root, followers) = (new Author(), Authors(random.Next(1, 9)));
            string[] others = [.. Enumerable.Range(1, 60).Select(static i => $"{i:x64}")];
            var lists = new Dictionary<Bytes32, NostrEvent>
            {
                [root.PublicKey] = List(root, [.. followers.Select(static author => author.Hex)]),
            };
            var counts = others.ToDictionary(static key => key, static _ => 0);
            foreach (var follower in followers)
            {
                string[] follows = [.. others.Where(_ => random.Next(3) > 0)];
                foreach (var key in follows)
                    counts[key]++;
                lists[follower.PublicKey] = List(follower, follows);
            }
            var (needed, vouches) = (random.Next(1, 5), random.Next(1, 70));
            var enough = counts.Values.Count(count => count >= needed);

            var bound = await BroughtInAsync(vouches);
            Assert.InRange(bound, 0, Math.Min(enough, followers.Length * vouches / needed));
            Assert.Equal(enough, await BroughtInAsync(60));

            async Task<int> BroughtInAsync(int maxVouches)
            {
                var options = new WebOfTrustOptions { Seeds = [root.Hex], MinFollowers = needed, MaxVouches = maxVouches };
                return (await CollectAsync(new FollowGraph(options), lists)).Count - 1 - followers.Length;
            }
        }
    }

    [Theory]
    [InlineData(12, 1_000, 12)]
    [InlineData(11, 1_000, 11)]
    [InlineData(1_000, 21, 12)]
    [InlineData(1_000, 20, 11)]
    public async Task A_full_graph_leaves_out_what_is_read_later(int maxKeys, int maxFollows, int reached)
    {
        // 12 keys and 21 follows, of which the last one names the last key.
        var (seed, friend) = (new Author(), new Author());
        string[] keys = [.. Enumerable.Range(1, 9).Select(static i => $"{i:x64}")];
        var lists = new Dictionary<Bytes32, NostrEvent>
        {
            [seed.PublicKey] = List(seed, [friend.Hex, .. keys]),
            [friend.PublicKey] = List(friend, [.. keys, friend.Hex, $"{10:x64}"]),
        };
        var graph = new FollowGraph(new WebOfTrustOptions { Seeds = [seed.Hex], MinFollowers = 1 }, maxKeys, maxFollows);

        var trusted = await CollectAsync(graph, lists);

        Assert.Equal(reached, trusted.Count);
        Assert.Equal(reached < 12, graph.IsFull);
        Assert.InRange(graph.Keys, 1, maxKeys);
        Assert.InRange(graph.Follows, 1, maxFollows);
    }

    [Fact]
    public async Task The_list_of_a_key_that_comes_back_is_read_anew()
    {
        var (seed, friend, first, second) = (new Author(), new Author(), new Author(), new Author());
        var lists = new Dictionary<Bytes32, NostrEvent>
        {
            [seed.PublicKey] = List(seed, friend.Hex),
            [friend.PublicKey] = List(friend, first.Hex),
        };
        var graph = new FollowGraph(new WebOfTrustOptions { Seeds = [seed.Hex], MinFollowers = 1 });
        Assert.Contains(first.PublicKey, await CollectAsync(graph, lists));

        await FollowAsync();
        lists[friend.PublicKey] = List(friend, second.Hex);
        var trusted = await FollowAsync(friend.Hex);

        Assert.Contains(second.PublicKey, trusted);
        Assert.DoesNotContain(first.PublicKey, trusted);
        Assert.Equal(2, graph.Follows);

        async Task<HashSet<Bytes32>> FollowAsync(params string[] follows)
        {
            lists[seed.PublicKey] = List(seed, follows);
            graph.Forget(seed.PublicKey);
            return await CollectAsync(graph, lists);
        }
    }

    static Author[] Authors(int count) => [.. Enumerable.Range(0, count).Select(static _ => new Author())];

    static NostrEvent List(Author author, params string[] follows) =>
        author.Event(Kind.FollowList, tags: [.. follows.Select(static key => new[] { "p", key })]);

    static ValueTask<HashSet<Bytes32>> CollectAsync(FollowGraph graph, Dictionary<Bytes32, NostrEvent> lists) =>
        graph.CollectAsync((keys, sink) =>
        {
            foreach (var key in keys)
            {
                if (lists.TryGetValue(key, out var list))
                    sink.TryWrite(list.View);
            }
            return default;
        });
}
