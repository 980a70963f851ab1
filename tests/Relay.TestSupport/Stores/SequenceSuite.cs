using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Sequence numbers and announcements, on which the hand-off from stored to live events relies.</summary>
public abstract class SequenceSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    readonly RecordingListener _listener = new(wantsRemoved: true);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Store.Listen(_listener);
    }

    /// <summary>An announcement may come shortly after the answer. The next one comes after it.</summary>
    async Task<RecordingListener> ListenAsync()
    {
        var last = new Author().Note("last");
        await StoreAsync(last);
        await _listener.WaitForAsync(listener => listener.Stored.Any(stored => stored.Event.Id == last.Id));
        return _listener;
    }

    [Fact]
    public async Task Numbers_rise_by_one_and_the_last_is_known_when_the_answer_is()
    {
        var before = Store.LastSequence;
        for (var i = 1; i <= 5; i++)
        {
            var result = await AdmitAsync(Alice.Note($"{i}"));
            Assert.Equal(before + i, result.Sequence);
            Assert.Equal(before + i, Store.LastSequence);
        }
    }

    [Fact]
    public async Task Refused_events_use_up_no_number_and_the_last_never_falls()
    {
        var e = Alice.Note();
        await StoreAsync(e);
        var last = Store.LastSequence;
        await AdmitAsync(e);
        Assert.Equal(last, Store.LastSequence);

        await StoreAsync(Alice.Deletion(e));
        Assert.Equal(last + 1, Store.LastSequence);
        Assert.Equal(last + 2, (await AdmitAsync(Alice.Note("next"))).Sequence);
    }

    [Fact]
    public async Task Every_stored_event_is_announced_once_in_order_with_its_number()
    {
        var before = Store.LastSequence;
        var events = Enumerable.Range(0, 20).Select(i => Alice.Note($"{i}")).ToArray();
        var results = await Task.WhenAll(events.Select(e => AdmitAsync(e).AsTask()));
        var listener = await ListenAsync();

        Assert.Equal(Enumerable.Range(1, 21).Select(i => before + i), listener.Stored.Select(static stored => stored.Sequence));
        foreach (var (e, result) in events.Zip(results))
            Assert.Equal(e.Id, listener.Stored.Single(stored => stored.Sequence == result.Sequence).Event.Id);
        var batches = listener.Batches.Where(static batch => batch.Stored.Count > 0);
        Assert.All(batches, static batch => Assert.Equal(batch.Stored[^1].Sequence, batch.LastSequence));
    }

    [Fact]
    public async Task Refused_events_are_not_announced()
    {
        var (deleted, older) = (Alice.Note("deleted"), Alice.Event(10002, at: T));
        await StoreAsync(deleted, Alice.Deletion(deleted), Alice.Event(10002, at: T + 1));
        await AdmitAsync(deleted);
        await AdmitAsync(older);
        var listener = await ListenAsync();

        Assert.DoesNotContain(listener.Stored, stored => stored.Event.Id == older.Id);
        Assert.Single(listener.Stored, stored => stored.Event.Id == deleted.Id);
    }

    [Fact]
    public async Task Removed_events_are_announced_to_who_wants_them()
    {
        var (deleted, replaced, vanished) = (Alice.Note("deleted"), Alice.Event(10002, at: T), Bob.Note("vanished", T));
        await StoreAsync(deleted, replaced, vanished, Alice.Event(10002, at: T + 1), Alice.Deletion(deleted));
        await StoreAsync(Bob.Event(62, at: T, tags: ["relay", "ALL_RELAYS"]));
        var listener = await ListenAsync();
        await listener.WaitForAsync(static heard => heard.Removed.Count >= 3);

        Assert.Equal(
            new[] { deleted.Id, replaced.Id, vanished.Id }.Order(), listener.Removed.Select(static e => e.Id).Order());
    }

    [Fact]
    public async Task Query_leaves_out_higher_numbers()
    {
        var events = Enumerable.Range(0, 6).Select(i => Alice.Note($"{i}", T + i)).ToArray();
        await StoreAsync(events[..3]);
        var sequence = Store.LastSequence;
        await StoreAsync(events[3..]);

        Filter[] filters =
        [
            new(), new() { Authors = [Alice.PublicKey] }, new() { Kinds = [1], Limit = 3 },
            new() { Ids = [.. events.Select(static e => e.Id)] },
        ];
        foreach (var filter in filters)
        {
            var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything, MaxSequence = sequence };
            AssertSame([events[2], events[1], events[0]], (await QueryAsync(query)).Events);
        }
    }

    [Fact]
    public async Task Query_of_lower_numbers_finds_the_version_that_a_higher_one_replaced()
    {
        var first = Alice.Event(0, "first", T);
        await StoreAsync(first);
        var sequence = Store.LastSequence;
        var second = Alice.Event(0, "second", T + 1);
        await StoreAsync(second);

        Filter[] filters = [
            new(), new() { Authors = [Alice.PublicKey], Kinds = [0] }, new() { Kinds = [0] }, new() { Ids = [first.Id, second.Id] }];
        foreach (var filter in filters)
        {
            AssertSame([first], await UpToAsync(filter, sequence));
            AssertSame([second], await UpToAsync(filter, Store.LastSequence));
            AssertSame([second], await UpToAsync(filter, long.MaxValue));
            Assert.Equal(1, await CountAsync(filter));
        }
    }

    [Theory]
    [InlineData("address")]
    [InlineData("id")]
    [InlineData("key")]
    public async Task Query_of_lower_numbers_finds_no_version_that_was_deleted(string by)
    {
        var first = Alice.Event(30_000, "first", T, ["d", "x"]);
        await StoreAsync(first);
        var sequence = Store.LastSequence;
        await StoreAsync(Alice.Event(30_000, "second", T + 1, ["d", "x"]));
        await StoreAsync(by switch
        {
            "address" => Alice.Event(5, at: T + 2, tags: ["a", $"30000:{Alice.Hex}:x"]),
            "id" => Alice.Deletion(first),
            _ => Alice.Event(62, at: T + 2, tags: ["relay", "ALL_RELAYS"]),
        });

        AssertSame([], await UpToAsync(new() { Kinds = [30_000] }, sequence));
    }

    async Task<IReadOnlyList<NostrEvent>> UpToAsync(Filter filter, long sequence)
    {
        var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything, MaxSequence = sequence };
        return (await QueryAsync(query)).Events;
    }

    [Fact]
    public async Task Range_of_numbers_gives_what_is_still_stored_ascending()
    {
        var before = Store.LastSequence;
        var events = Enumerable.Range(0, 5).Select(i => Alice.Note($"{i}", T + 10 - i)).ToArray();
        await StoreAsync(events);
        AssertSame(events, Store.ReadSequence(before, before + 5));
        AssertSame(events[1..3], Store.ReadSequence(before + 1, before + 3));
        Assert.Empty(Store.ReadSequence(before + 5, before + 9));
        Assert.Empty(Store.ReadSequence(before + 2, before + 2));

        var request = Alice.Deletion(events[1], events[3]);
        await StoreAsync(request);
        AssertSame([events[0], events[2], events[4], request], Store.ReadSequence(before, Store.LastSequence));
    }

    [Fact]
    public async Task Everything_is_committed_when_the_wait_for_it_ends()
    {
        var result = await AdmitAsync(Alice.Note());
        await Store.WaitForCommitAsync(result.Sequence).AsTask().Within("the commit");

        Assert.True(Store.LastSequence >= result.Sequence);
        Assert.Single(Store.ReadSequence(result.Sequence - 1, result.Sequence));
    }
}
