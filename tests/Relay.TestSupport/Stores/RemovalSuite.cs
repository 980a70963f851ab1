using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>Events removed by their ids, outside of NIP-09.</summary>
public abstract class RemovalSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    async Task<int> RemoveAsync(params IReadOnlyCollection<Bytes32> ids) => await Store.RemoveEventsAsync(ids, CancellationToken.None);

    Task<int> RemoveAsync(params NostrEvent[] events) => RemoveAsync([.. events.Select(static e => e.Id)]);

    [Fact]
    public async Task Removed_events_of_any_kind_and_author_are_gone_and_the_others_stay()
    {
        NostrEvent[] removed = [Alice.Note(), Bob.Note(), Bob.Event(30023, tags: ["d", "x"]), Alice.Event(1059, tags: ["p", Bob.Hex])];
        var other = Alice.Note("other");
        await StoreAsync([.. removed, other]);

        Assert.Equal(removed.Length, await RemoveAsync(removed));
        foreach (var e in removed)
            await AssertGoneAsync(e);
        await AssertThereAsync(other);
        AssertSame([other], Store.ReadSequence(0, long.MaxValue));
    }

    [Fact]
    public async Task Removed_event_may_come_again()
    {
        var e = Alice.Note();
        await StoreAsync(e);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, await RemoveAsync(e));
            await AssertGoneAsync(e);
            await StoreAsync(e);
            await AssertThereAsync(e);
        }
    }

    [Fact]
    public async Task Unknown_and_repeated_ids_are_ignored()
    {
        var (e, never) = (Alice.Note(), Alice.Note("never stored"));
        await StoreAsync(e);

        Assert.Equal(0, await RemoveAsync(ids: []));
        Assert.Equal(0, await RemoveAsync(never.Id, default, Alice.PublicKey));
        Assert.Equal(1, await RemoveAsync(e, e, never, e));
        Assert.Equal(0, await RemoveAsync(e));
        await StoreAsync(never);
    }

    [Fact]
    public async Task A_hundred_thousand_ids_may_be_given_at_once()
    {
        var events = Unsigned.Many(2_500, i => Unsigned.Note(Unsigned.Key("a"), T + i, $"{i}"));
        var stays = Alice.Note();
        await StoreAsync(stays);
        await Store.BackfillAsync(events, CancellationToken.None);
        var ids = Enumerable.Range(0, 97_500).Select(static i => Unsigned.Key($"{i}")).Concat(events.Select(static e => e.Id)).ToArray();

        Assert.Equal(2_500, await RemoveAsync(ids));
        AssertSame([stays], await QueryAsync(new Filter()));
        Assert.Equal(1, await CountAsync(new Filter()));
    }

    [Fact]
    public async Task Removing_the_current_version_brings_none_back_and_any_may_come_again()
    {
        var (old, current) = (Alice.Event(30023, at: T, tags: ["d", "x"]), Alice.Event(30023, at: T + 1, tags: ["d", "x"]));
        await StoreAsync(old, current);

        Assert.Equal(0, await RemoveAsync(old));
        await AssertThereAsync(current);
        Assert.Equal(1, await RemoveAsync(current));
        await AssertGoneAsync(current);
        await AssertGoneAsync(old);
        await StoreAsync(old, current);
        await AssertThereAsync(current);
        await AssertGoneAsync(old);
    }

    [Fact]
    public async Task Removed_deletion_request_keeps_its_effect_and_may_come_again()
    {
        var target = Alice.Note();
        var request = Alice.Deletion(target);
        await StoreAsync(target, request);

        Assert.Equal(1, await RemoveAsync(request));
        await AssertGoneAsync(request);
        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(target));
        await StoreAsync(request);
    }

    [Fact]
    public async Task Removed_request_to_vanish_keeps_its_effect_and_is_a_duplicate_when_it_comes_again()
    {
        var (note, request) = (Alice.Note(at: T), Alice.Event(62, at: T, tags: ["relay", "ALL_RELAYS"]));
        await StoreAsync(note, request);

        Assert.Equal(1, await RemoveAsync(request));
        await AssertGoneAsync(request);
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(note));
        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(request));
    }

    [Fact]
    public async Task Every_removed_event_is_announced_once()
    {
        var listener = new RecordingListener(wantsRemoved: true);
        Store.Listen(listener);
        NostrEvent[] events = [Alice.Note("1"), Alice.Note("2"), Alice.Note("3")];
        await StoreAsync(events);
        await RemoveAsync([.. events, .. events]);
        await RemoveAsync(events);
        await listener.WaitForAsync(static listener => listener.Removed.Count >= 3);

        Assert.Equal(events.Select(static e => e.Id).Order(), listener.Removed.Select(static e => e.Id).Order());
        Assert.Equal(3, listener.Stored.Count);
    }

    [Fact]
    public async Task Removal_that_is_cancelled_beforehand_removes_nothing()
    {
        var e = Alice.Note();
        await StoreAsync(e);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.RemoveEventsAsync([e.Id], new CancellationToken(canceled: true)));
        await AssertThereAsync(e);
    }

    [Fact]
    public async Task Removals_beside_writers_take_what_they_name()
    {
        var events = Enumerable.Range(0, 60).Select(i => Alice.Note($"{i}")).ToArray();
        var removing = new List<Task<int>>();
        foreach (var e in events)
        {
            var storing = StoreAsync(e);
            removing.Add(RemoveAsync(e));
            await storing;
        }
        await Task.WhenAll(removing);
        await RemoveAsync(events);
        Assert.Empty(await QueryAsync(new Filter()));
        foreach (var e in events)
            await StoreAsync(e);
    }
}
