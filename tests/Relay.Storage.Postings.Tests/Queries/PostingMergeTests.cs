using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postings.Tests;

/// <summary>
/// A merge of lists gives what a sorted set of their postings does, wherever the lists lie and however short the pages are.
/// </summary>
public sealed class PostingMergeTests
{
    static readonly Term[] Terms = [Term.Kind(Kind.TextNote), Term.Kind(Kind.Reaction), Term.Kind(Kind.Repost), Term.Kind(9999), Term.All];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Merged_lists_are_a_sorted_union(int pagePostings)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (store, stored) = Fill(random, pagePostings);
        for (var round = 0; round < 100; round++)
        {
            var terms = Terms.Where(_ => random.Next(2) == 0).ToArray();
            var atMost = random.Next(3) == 0 ? Posting.Max : stored[random.Next(stored.Length)].Posting;
            var expected = new SortedSet<Posting>(
                stored.Where(e => terms.Any(term => term.Equals(Term.All) || term.Equals(Term.Kind(e.Kind)))).Select(e => e.Posting));
            expected.RemoveWhere(posting => posting > atMost);
            AssertWalk(store, terms, atMost, expected, random, $"seed {seed}, round {round}");
        }
    }

    static void AssertWalk(
        OrderedStore store, Term[] terms, Posting atMost, SortedSet<Posting> expected, Random random, string where)
    {
        var view = store.OpenView();
        using var merge = new PostingMerge();
        foreach (var term in terms)
            merge.AddTerm(view, term, atMost);
        while (expected.Count > 0)
        {
            Assert.True(merge.HasCurrent && merge.Current == expected.Max, where);
            if (random.Next(3) > 0)
            {
                expected.Remove(merge.Current);
                merge.MoveNext(view);
                continue;
            }
            var target = expected.ElementAt(random.Next(expected.Count)).Previous;
            expected.RemoveWhere(posting => posting > target);
            merge.MoveDownTo(view, target);
        }
        Assert.False(merge.HasCurrent, where);
    }

    static (OrderedStore Store, (ushort Kind, Posting Posting)[] Stored) Fill(Random random, int pagePostings)
    {
        var store = new OrderedStore(pagePostings);
        var stored = new List<(ushort, Posting)>();
        for (var i = 0; i < 200; i++)
        {
            int[] kinds = [Kind.TextNote, Kind.Reaction, Kind.Repost];
            var e = Unsigned.Event(Unsigned.Key("author"), kinds[random.Next(3)], FakeTime.Start - random.Next(50), $"{i}");
            var result = store.Store([e], FakeTime.Start)[0];
            stored.Add((e.Kind, Posting.Of(e.View, result.Sequence)));
            if (random.Next(60) == 0)
                store.Flush(keepsRun: random.Next(2) == 0);
        }
        return (store, [.. stored]);
    }
}
