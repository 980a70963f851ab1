using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

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
}
