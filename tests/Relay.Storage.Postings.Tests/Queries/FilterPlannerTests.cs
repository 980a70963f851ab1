using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postings.Tests;

/// <summary>The planner takes an engine's counts for what a plan costs.</summary>
public sealed class FilterPlannerTests
{
    const int Notes = 400;

    static readonly Bytes32 Author = Unsigned.Key("author");

    readonly OrderedStore _store = new(pagePostings: 50);

    public FilterPlannerTests() => _store.Store(
        Unsigned.Many(Notes, i => Unsigned.Note(
            i % 2 == 0 ? Author : Unsigned.Key($"{i}"), FakeTime.Start - i, $"{i}", i % 100 == 0 ? ["t", "rare"] : ["t", "common"])),
        FakeTime.Start);

    [Theory]
    [InlineData("rare", Notes / 100, 0)]
    [InlineData("common", (Notes / 2) - (Notes / 100), 1)]
    public void The_shortest_cover_is_walked_and_a_long_one_is_intersected_with_another(string tag, int found, int intersections)
    {
        var filter = new Filter { Authors = [Author], Kinds = [Kind.TextNote], Tags = [new TagFilter('t', [new TagValue(tag)])] };
        var view = _store.OpenView();
        using var source = Open(view, filter, SliceBudget.Default.Lists);
        Assert.InRange(source.Intersections, intersections, 1);

        var sink = new CollectingSink();
        var walk = new QueryWalk(new EventQuery { Filters = [filter], Visibility = Visibility.Everything });
        Assert.Equal(SliceOutcome.Done, walk.RunSlice(view, sink, FakeTime.Start));
        Assert.Equal(found, sink.Events.Count);
        Assert.InRange(walk.Scanned, found, Notes / 2);
    }

    [Fact]
    public void What_has_more_lists_than_are_left_is_not_opened()
    {
        var authors = Enumerable.Range(0, 30).Select(i => Unsigned.Key($"{i}")).ToArray();
        var view = _store.OpenView();
        using var all = Open(view, new Filter { Authors = [.. authors] }, lists: 5);
        Assert.False(all.MayListAuthors);
        // Everything is walked instead.
        Assert.Equal(FakeTime.Start, all.Current.CreatedAt);
    }

    static FilterSource Open(scoped in OrderedView view, Filter filter, int lists)
    {
        var clock = SliceClock.Endless;
        var allowance = new ListAllowance(lists, ref clock, mayOverrun: true);
        Posting[]? found = null;
        var scope = new QueryScope(Visibility.Everything, long.MaxValue, FakeTime.Start);
        return FilterPlanner.Open(view, filter, scope, Posting.Max, long.MaxValue, mayListAuthors: true, ref found, ref allowance);
    }
}
