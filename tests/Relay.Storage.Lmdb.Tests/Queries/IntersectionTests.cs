using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// A further condition is met by intersecting lists or by looking at records, whichever is cheaper. The answer is the same.
/// </summary>
public sealed class IntersectionTests
{
    const long At = FakeTime.Start - 10_000;
    const int Rare = 3;

    static readonly Bytes32 Author = Unsigned.Key("author");

    // The rule changes at 108 postings of the other list for each one walked.
    [Theory]
    [InlineData(Rare, 1)]
    [InlineData(100, 1)]
    [InlineData((Rare * 108) - 1, 1)]
    [InlineData(Rare * 108, 0)]
    [InlineData((Rare * 108) + 1, 0)]
    [InlineData(600, 0)]
    public async Task The_rule_is_kept_and_both_plans_answer_alike(int common, int intersections)
    {
        foreach (var placement in new[] { Placement.Tail, Placement.Both, Placement.Index })
        {
            await using var test = TemporaryStore.Open();
            await test.PlaceAsync(placement, Make(common));
            var filter = new Filter { Tags = [Condition('t', "rare"), Condition('r', "common")] };

            Assert.Equal(intersections, Intersections(test, filter));
            var expected = (await test.QueryAsync(new Filter())).Where(e => filter.Matches(e.View)).Select(e => e.Id).ToList();
            Assert.Equal(2, expected.Count);
            Assert.Equal(expected, await test.IdsAsync(filter));
            Assert.Equal(expected[..1], await test.IdsAsync(filter with { Limit = 1 }));
            Assert.Equal(2, await test.CountAsync(filter));
        }
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task Whichever_list_is_walked_and_whichever_is_intersected(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(placement, Make(400));
        TagFilter[] tags = [Condition('t', "rare", "x0", "x1"), Condition('r', "common")];
        var filter = new Filter { Authors = [Author], Kinds = [Kind.TextNote], Tags = tags };
        var expected = (await test.QueryAsync(new Filter())).Where(e => filter.Matches(e.View)).Select(e => e.Id).ToList();
        Assert.InRange(expected.Count, 50, 350);

        for (var plan = 0; plan < 3 * 8; plan++)
            Assert.Equal(expected, Walk(test, filter, walked: plan % 3, intersected: plan / 3));
    }

    /// <summary>Of three events one is only in the first list, one only in the second. Two of the rare ones are in both.</summary>
    static NostrEvent[] Make(int common)
    {
        var events = new List<NostrEvent>();
        for (var i = 0; i < common - 2; i++)
            events.Add(Unsigned.Note(i % 3 == 0 ? Author : Unsigned.Key("other"), At - i, "", ["r", "common"], ["t", $"x{i % 3}"]));
        for (var i = 0; i < Rare; i++)
            events.Add(Unsigned.Note(Author, At - 17 * i, "rare", i < 2 ? [["t", "rare"], ["r", "common"]] : [["t", "rare"]]));
        return [.. events];
    }

    static int Intersections(TemporaryStore test, Filter filter)
    {
        using var view = test.Store.OpenView();
        return Plans.Open(view, filter).Intersections;
    }

    /// <summary>Walks one of the filter's three covers and intersects those whose bit is set.</summary>
    static List<Bytes32> Walk(TemporaryStore test, Filter filter, int walked, int intersected)
    {
        using var view = test.Store.OpenView();
        Term[][] covers =
        [
            [Term.AuthorKind(Author, Kind.TextNote)],
            [.. Terms(view.Hasher, filter.Tags[0])],
            [.. Terms(view.Hasher, filter.Tags[1])],
        ];
        var others = new List<PostingMerge>();
        for (var i = 0; i < covers.Length; i++)
        {
            if (i != walked && (intersected >> i & 1) != 0)
                others.Add(Merge(view, covers[i]));
        }
        var source = new FilterSource(filter, Merge(view, covers[walked]), [.. others]);
        var found = new List<Bytes32>();
        while (!source.IsAtEnd)
        {
            var posting = source.Current;
            if (!source.TrySettle(view))
                continue;
            if (view.TryGetRecord(posting.Sequence, out var record) && filter.Matches(new EventView(record)))
                found.Add(new EventView(record).Id);
            source.Pass(view);
        }
        return found;
    }

    static PostingMerge Merge(in StoreView view, Term[] terms)
    {
        var merge = new PostingMerge();
        foreach (var term in terms)
            merge.AddTerm(view, term, Posting.Max);
        return merge;
    }

    static IEnumerable<Term> Terms(TermHasher hasher, TagFilter tag) => tag.Values.Select(value => hasher.Tag(tag.Letter, value.View));

    static TagFilter Condition(char letter, params string[] values) => new(letter, [.. values.Select(value => new TagValue(value))]);
}
