using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The values of filters are never multiplied: a slice asks no more lists than stated, holds no more memory than those take, and finds the
/// same events.
/// </summary>
public sealed class ListBoundTests
{
    const int Stored = 600;
    const long At = FakeTime.Start - 10_000;

    static readonly SliceBudget Endless = new(TimeSpan.MaxValue, int.MaxValue);
    static readonly int Most = SliceBudget.Default.Lists;
    static readonly Bytes32[] Authors = [.. Enumerable.Range(0, 30).Select(i => Unsigned.Key($"author {i}"))];

    public static TheoryData<string, Placement> Questions()
    {
        var questions = new TheoryData<string, Placement>();
        foreach (var name in Asked.Keys)
        {
            questions.Add(name, Placement.Tail);
            questions.Add(name, Placement.Index);
        }
        return questions;
    }

    static readonly Dictionary<string, Func<Filter[]>> Asked = new(StringComparer.Ordinal)
    {
        ["3,500 authors and 40,000 kinds"] = () => [new() { Authors = Strangers(3500), Kinds = Kinds(40_000) }],
        ["3,500 authors, known ones among them, and 40,000 kinds"] = () => [
            new() { Authors = [.. Authors, .. Strangers(3470)], Kinds = Kinds(40_000) }],
        ["7,600 authors and 3 kinds"] = () => [new() { Authors = [.. Authors, .. Strangers(7570)], Kinds = [1, 6, 7] }],
        ["7,600 authors"] = () => [new() { Authors = [.. Authors, .. Strangers(7570)], Limit = 100 }],
        ["100 filters of 76 authors and 500 kinds"] = () => [
            .. Enumerable.Range(0, 100).Select(i => new Filter { Authors = [Authors[i % 30], .. Strangers(75)], Kinds = Kinds(500) })],
        ["100,000 values of a tag"] = () => [new() { Tags = [Values('t', 100_000)], Limit = 100 }],
        ["60,000 values of a tag and 60,000 kinds"] = () => [new() { Tags = [Values('t', 60_000)], Kinds = Kinds(60_000) }],
        ["three tags of 9,000 values"] = () => [new() { Tags = [Values('t', 9000), Values('r', 9000), Values('t', 9001)] }],
        ["9,000 tags of one value"] = () => [new() { Tags = [.. Enumerable.Range(0, 9000).Select(_ => Values('t', 1))] }],
        ["all kinds"] = () => [new() { Kinds = Kinds(65_536) }],
        ["20,000 ids"] = () => [
            new() { Ids = [.. Enumerable.Range(0, 20_000).Select(i => i < 50 ? Event(i).Id : Unsigned.Key($"id {i}"))] }],
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_slice_asks_no_more_lists_than_stated(string name, Placement placement)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(placement, Unsigned.Many(Stored, Event));
        var filters = Asked[name]();
        var query = new QueryWalk(new EventQuery { Filters = filters, Visibility = Visibility.Everything });
        var count = new CountWalk(new EventQuery { Filters = filters, Visibility = Visibility.Everything });
        var sink = new CollectingSink();

        for (var isDone = false; !isDone;)
            isDone = RunSlice(test, query, sink);
        for (var isDone = false; !isDone;)
            isDone = RunSlice(test, count);

        var expected = Unsigned.Many(Stored, Event).Where(e => filters.Any(filter => filter.Matches(e.View))).Select(e => e.Id).ToList();
        Assert.Equal(expected.Take(filters[0].Limit ?? int.MaxValue), sink.Events.Select(e => e.Id));
        Assert.Equal(expected.Count, count.Count);
    }

    [Fact]
    public async Task Authors_that_have_nothing_cost_a_lookup_each_however_many_kinds_are_named()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Unsigned.Many(Stored, Event));
        using var view = test.Store.OpenView();
        var query = new QueryWalk(Query(new Filter { Authors = Strangers(3500), Kinds = Kinds(40_000) }), Endless);

        Assert.Equal(SliceOutcome.Done, query.RunSlice(view, new CollectingSink(), FakeTime.Start));
        Assert.InRange(query.Lists, 3500, 3500 + 300);
        Assert.InRange(view.Index.Lookups, 3500, 3500 + 300);
        Assert.Equal(0, query.Scanned);
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task Of_an_author_only_the_kinds_that_there_are_and_are_asked_for_are_opened(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        // 2,000 kinds. The filter asks for every hundredth, and for some that do not exist.
        await test.PlaceAsync(placement, Unsigned.Many(2000, i => Unsigned.Event(Authors[0], 1000 + i, At - i)));
        using var view = test.Store.OpenView();
        var sink = new CollectingSink();
        var query = new QueryWalk(
            Query(new Filter { Authors = [Authors[0]], Kinds = [.. Enumerable.Range(0, 40).Select(i => (ushort)(i * 100))] }), Endless);

        Assert.Equal(SliceOutcome.Done, query.RunSlice(view, sink, FakeTime.Start));
        Assert.Equal(20, sink.Events.Count);
        // A lookup for each kind that exists between two that are asked for, and one to open each that exists.
        Assert.InRange(query.Lists, 40, 3 * 20 + 2);
    }

    [Fact]
    public async Task An_author_of_more_kinds_than_can_be_opened_is_looked_for_among_all_events_once_for_all()
    {
        await using var test = TemporaryStore.Open(
            bounds: TemporaryStore.SmallBounds with { Slices = new SliceBudget(TimeSpan.Zero, 50, 100) });
        var events = Unsigned.Many(400, i => Unsigned.Event(Authors[i % 2], 1000 + i, At - i));
        await test.PlaceAsync(Placement.Index, events);
        var query = new QueryWalk(Query(new Filter { Authors = [Authors[0]] }), new SliceBudget(TimeSpan.Zero, 50, 100));
        var sink = new CollectingSink();

        var lists = new List<long>();
        for (var isDone = false; !isDone;)
        {
            var before = query.Lists;
            using var view = test.Store.OpenView();
            isDone = query.RunSlice(view, sink, FakeTime.Start) == SliceOutcome.Done;
            lists.Add(query.Lists - before);
        }
        Assert.Equal(events.Where((_, i) => i % 2 == 0).Select(e => e.Id), sink.Events.Select(e => e.Id));
        Assert.InRange(lists[0], 50, 100);
        Assert.All(lists[1..], static count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task What_a_slice_has_opened_when_its_time_is_over_is_used_in_the_next()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Unsigned.Many(Stored, Event));
        var filter = new Filter { Authors = [.. Authors, .. Strangers(970)], Kinds = [1, 6] };
        var query = new QueryWalk(Query(filter), new SliceBudget(TimeSpan.Zero, 1));
        var sink = new CollectingSink();

        var slices = 0;
        for (var isDone = false; !isDone; slices++)
        {
            var (before, found) = (query.Lists, sink.Events.Count);
            using var view = test.Store.OpenView();
            isDone = query.RunSlice(view, sink, FakeTime.Start) == SliceOutcome.Done;
            // In turn: a slice that gives up soon, and one that opens all lists and finds something.
            Assert.InRange(query.Lists - before, 0, slices % 2 == 0 ? 260 : 2100);
            Assert.True(isDone || sink.Events.Count == found + slices % 2);
        }
        Assert.Equal(Unsigned.Many(Stored, Event).Count(e => filter.Matches(e.View)), sink.Events.Count);
    }

    [Fact]
    public async Task Many_filters_of_few_lists_give_up_as_soon_as_one_of_many()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Unsigned.Many(Stored, Event));
        Filter[] filters = [
            .. Enumerable.Range(0, 100).Select(i => new Filter { Authors = [Authors[i % 30], .. Strangers(99)], Kinds = [1] })];
        var query = new QueryWalk(Query(filters), new SliceBudget(TimeSpan.Zero, 1));
        var sink = new CollectingSink();
        using var view = test.Store.OpenView();

        Assert.Equal(SliceOutcome.TimeUp, query.RunSlice(view, sink, FakeTime.Start));
        Assert.InRange(query.Lists, 1, ListAllowance.Unhurried + 200);
        Assert.Equal(SliceOutcome.TimeUp, query.RunSlice(view, sink, FakeTime.Start));
        Assert.Single(sink.Events);
    }

    [Fact]
    public async Task Ids_are_looked_up_once_however_often_a_sink_is_full()
    {
        await using var test = TemporaryStore.Open();
        var stored = Unsigned.Many(Stored, Event);
        await test.PlaceAsync(Placement.Both, stored);
        var query = new QueryWalk(Query(new Filter { Ids = [.. stored.Select(e => e.Id), .. Strangers(2000)] }), Endless);
        var sink = new RefusingSink(50, () => Task.CompletedTask);

        for (var isDone = false; !isDone;)
        {
            using (var view = test.Store.OpenView())
                isDone = query.RunSlice(view, sink, FakeTime.Start) == SliceOutcome.Done;
            await sink.WaitForRoomAsync(CancellationToken.None);
        }
        Assert.Equal(Stored, sink.Ids.Distinct().Count());
        Assert.Equal(Stored, sink.Ids.Count);
        Assert.Equal(Stored + 2000, query.Lists);
    }

    [Fact]
    public async Task A_slice_ends_by_the_bytes_that_it_sends()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Both, Unsigned.Many(20, i => Unsigned.Note(Authors[0], At - i, new string('x', 100_000))));
        var query = new QueryWalk(Query(new Filter()), SliceBudget.Default with { Time = TimeSpan.Zero });
        var sink = new CollectingSink();

        for (var isDone = false; !isDone;)
        {
            var before = sink.Events.Count;
            using var view = test.Store.OpenView();
            isDone = query.RunSlice(view, sink, FakeTime.Start) == SliceOutcome.Done;
            Assert.InRange(sink.Events.Count - before, 0, 3);
        }
        Assert.Equal(20, sink.Events.Count);
    }

    [Fact]
    public async Task Whoever_gives_up_is_asked_for_between_slices()
    {
        await using var test = TemporaryStore.Open(bounds: TemporaryStore.SmallBounds with { Slices = new SliceBudget(TimeSpan.Zero, 1) });
        await test.PlaceAsync(Placement.Index, Unsigned.Many(Stored, Event));
        using var cancel = new CancellationTokenSource();
        var sink = new CancellingSink(cancel, after: 3);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await test.Store.QueryEventsAsync(
                Query(new Filter { Authors = [.. Authors, .. Strangers(970)] }), sink, cancel.Token));
        Assert.InRange(sink.Taken, 3, 4);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await test.Store.CountEventsAsync(Query(new Filter { Authors = [.. Authors] }), cancel.Token));
    }

    static bool RunSlice(TemporaryStore test, QueryWalk query, CollectingSink sink)
    {
        var before = query.Lists;
        using var view = test.Store.OpenView();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var isDone = query.RunSlice(view, sink, FakeTime.Start) == SliceOutcome.Done;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        TestContext.Current.TestOutputHelper?.WriteLine($"{query.Lists - before} lists, {view.Index.Lookups} lookups, {allocated} bytes");
        AssertBound(query.Lists - before, view);
        Assert.InRange(allocated, 0, 16 * 1024 * 1024);
        return isDone;
    }

    static bool RunSlice(TemporaryStore test, CountWalk count)
    {
        var before = count.Lists;
        using var view = test.Store.OpenView();
        var isDone = count.RunSlice(view, FakeTime.Start);
        AssertBound(count.Lists - before, view);
        return isDone;
    }

    /// <summary>The count of lists equals the work on them. The walk's other seeks depend on the stored events.</summary>
    static void AssertBound(long lists, in StoreView view)
    {
        Assert.InRange(lists, 0, Most);
        Assert.InRange(view.Index.Lookups, 0, Most + 20 * Stored);
    }

    static EventQuery Query(params Filter[] filters) => new() { Filters = filters, Visibility = Visibility.Everything };

    static NostrEvent Event(int age) =>
        Unsigned.Event(
            Authors[age % 30], (age % 5) switch { < 3 => 1, 3 => 6, _ => 7 }, At - age, "", ["t", $"{age % 20}"], ["r", $"{age % 7}"]);

    static FilterSet<Bytes32> Strangers(int count) => [.. Enumerable.Range(0, count).Select(i => Unsigned.Key($"stranger {i}"))];

    static FilterSet<ushort> Kinds(int count) => [.. Enumerable.Range(0, count).Select(i => (ushort)i)];

    static TagFilter Values(char letter, int count) => new(letter, [.. Enumerable.Range(0, count).Select(i => new TagValue($"{i}"))]);

    sealed class CancellingSink(CancellationTokenSource cancel, int after) : IEventSink
    {
        public int Taken { get; private set; }

        public bool TryWrite(EventView e)
        {
            if (++Taken == after)
                cancel.Cancel();
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
