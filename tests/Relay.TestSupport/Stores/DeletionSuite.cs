using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Deletion requests (NIP-09).</summary>
public abstract class DeletionSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    [Fact]
    public async Task Author_deletes_by_id_and_the_request_stays()
    {
        var (target, other) = (Alice.Note("target"), Alice.Note("other"));
        await StoreAsync(target, other);
        var request = Alice.Deletion(target);
        await StoreAsync(request);

        await AssertGoneAsync(target);
        await AssertThereAsync(other);
        await AssertThereAsync(request);
    }

    [Fact]
    public async Task Request_may_be_older_than_what_it_names_by_id()
    {
        var target = Alice.Note(at: T + 10);
        await StoreAsync(target, Alice.Event(5, at: T, tags: ["e", target.Id.ToString()]));

        await AssertGoneAsync(target);
    }

    [Fact]
    public async Task Deleted_event_is_refused_when_it_comes_again()
    {
        var target = Alice.Note();
        await StoreAsync(target, Alice.Deletion(target));

        var result = await AdmitAsync(target);
        Assert.Equal(StoreStatus.Deleted, result.Status);
        Assert.Equal("blocked: this event was deleted", result.Message);
        await AssertGoneAsync(target);
    }

    [Fact]
    public async Task Request_that_comes_before_its_target_takes_effect()
    {
        var target = Alice.Note();
        await StoreAsync(Alice.Deletion(target));

        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(target));
        await AssertGoneAsync(target);
    }

    [Fact]
    public async Task Others_can_neither_delete_nor_block()
    {
        var (stored, coming) = (Alice.Note("stored"), Alice.Note("coming"));
        await StoreAsync(stored);
        var request = Bob.Deletion(stored, coming);
        await StoreAsync(request);

        await AssertThereAsync(stored);
        await AssertThereAsync(request);
        await StoreAsync(coming);
    }

    [Fact]
    public async Task Request_that_names_own_and_foreign_events_acts_on_its_own()
    {
        var (own, foreign) = (Alice.Note(), Bob.Note());
        await StoreAsync(own, foreign, Alice.Deletion(foreign, own));

        await AssertGoneAsync(own);
        await AssertThereAsync(foreign);
    }

    [Fact]
    public async Task Deleting_a_request_has_no_effect_and_its_targets_stay_deleted()
    {
        var target = Alice.Note();
        var request = Alice.Deletion(target);
        await StoreAsync(target, request, Alice.Deletion(request));

        await AssertThereAsync(request);
        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(target));
    }

    [Fact]
    public async Task Request_named_by_an_earlier_request_is_stored_all_the_same()
    {
        var request = Alice.Deletion(Alice.Note());
        await StoreAsync(Alice.Deletion(request), request);

        await AssertThereAsync(request);
    }

    [Fact]
    public async Task Deleting_a_request_to_vanish_has_no_effect()
    {
        var vanish = Alice.Event(62, at: T, tags: ["relay", "ALL_RELAYS"]);
        await StoreAsync(Alice.Note(at: T), vanish, Alice.Event(5, at: T + 1, tags: ["e", vanish.Id.ToString()]));

        await AssertThereAsync(vanish);
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Alice.Note(at: T)));
    }

    [Fact]
    public async Task Request_sent_again_is_a_duplicate()
    {
        var request = Alice.Deletion(Alice.Note());
        await StoreAsync(request);

        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(request));
    }

    [Fact]
    public async Task Malformed_targets_are_ignored()
    {
        var target = Alice.Note();
        await StoreAsync(target);
        await StoreAsync(Alice.Event(5, tags:
        [
            ["e"], ["e", ""], ["e", "xyz"], ["e", target.Id.ToString().ToUpperInvariant()], ["a"], ["a", ""], ["a", "::"], ["a", "x:y:z"],
            ["a", $"1:{Alice.Hex}:"], ["a", $"99999:{Alice.Hex}:"], ["a", $"30023:{Alice.Hex[1..]}:x"], ["E", target.Id.ToString()],
        ]));

        await AssertThereAsync(target);
    }

    [Fact]
    public async Task Spared_target_stays_and_may_come_again()
    {
        var (spared, deleted) = (Alice.Note("spared"), Alice.Note("deleted"));
        await StoreAsync(spared, deleted);
        var request = Alice.Deletion(spared, deleted);
        var result = await Store.DeleteEventAsync(new DeletionRequest(request, new HashSet<Bytes32> { spared.Id }), CancellationToken.None);

        Assert.Equal(StoreStatus.Stored, result.Status);
        await AssertThereAsync(request);
        await AssertThereAsync(spared);
        await AssertGoneAsync(deleted);
        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(spared));
    }

    [Fact]
    public async Task Allowed_target_of_another_author_goes_and_does_not_come_back()
    {
        var article = Alice.Event(30023, at: T, tags: ["d", "x"]);
        NostrEvent[] targets = [Alice.Note(), article, Alice.Event(1059, tags: ["p", new Author().Hex])];
        var (other, never) = (Alice.Note("other"), Alice.Note("never stored"));
        await StoreAsync([.. targets, other]);
        var allowed = targets.Append(never).Select(static e => e.Id).ToHashSet();
        var request = Bob.Deletion([.. targets, other]);
        var result = await Store.DeleteEventAsync(new DeletionRequest(request, Allowed: allowed), CancellationToken.None);

        Assert.Equal(StoreStatus.Stored, result.Status);
        await AssertThereAsync(request);
        await AssertThereAsync(other);
        foreach (var e in targets)
        {
            await AssertGoneAsync(e);
            Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(e));
        }
        await StoreAsync(never, Alice.Event(30023, at: T + 1, tags: ["d", "x"]));
    }

    [Fact]
    public async Task Requests_are_not_deleted_even_if_allowed()
    {
        var (deletion, vanish) = (Alice.Deletion(Alice.Note()), Bob.Event(62, at: T, tags: ["relay", "ALL_RELAYS"]));
        await StoreAsync(deletion, Bob.Note(at: T), vanish);
        var moderator = new Author();
        var request = moderator.Deletion(deletion, vanish);
        await Store.DeleteEventAsync(
            new DeletionRequest(request, Allowed: new HashSet<Bytes32> { deletion.Id, vanish.Id, request.Id }), CancellationToken.None);

        await AssertThereAsync(deletion);
        await AssertThereAsync(vanish);
        await AssertThereAsync(request);
    }

    [Fact]
    public async Task Target_allowed_right_behind_it_goes_even_if_both_share_a_transaction()
    {
        var targets = Enumerable.Range(0, 20).Select(i => Alice.Note($"{i}")).ToArray();
        var storing = targets.Select(e => Store.AdmitAsync(e, CancellationToken.None).AsTask()).ToList();
        var request = new DeletionRequest(Bob.Deletion(targets), Allowed: targets.Select(static e => e.Id).ToHashSet());
        Assert.Equal(StoreStatus.Stored, (await Store.DeleteEventAsync(request, CancellationToken.None)).Status);
        await Task.WhenAll(storing);

        foreach (var e in targets)
            Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(e));
        Assert.Empty(await QueryAsync(new Filter { Kinds = [1] }));
    }

    [Fact]
    public async Task Recipient_deletes_a_gift_wrap_and_it_stays_away()
    {
        var wrap = Alice.Event(1059, tags: ["p", Bob.Hex]);
        await StoreAsync(wrap, Bob.Deletion(wrap));

        await AssertGoneAsync(wrap);
        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(wrap));
    }

    [Fact]
    public async Task Gift_wrap_deleted_by_its_recipient_beforehand_is_refused()
    {
        var wrap = Alice.Event(1059, tags: ["p", Bob.Hex]);
        await StoreAsync(Bob.Deletion(wrap));

        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(wrap));
    }

    [Fact]
    public async Task Gift_wrap_is_not_deleted_by_a_third_party()
    {
        var wrap = Alice.Event(1059, tags: ["p", Bob.Hex]);
        await StoreAsync(wrap, new Author().Deletion(wrap));

        await AssertThereAsync(wrap);
    }

    [Fact]
    public async Task Being_mentioned_gives_no_right_to_delete_other_kinds()
    {
        var note = Alice.Note(tags: ["p", Bob.Hex]);
        await StoreAsync(note, Bob.Deletion(note));

        await AssertThereAsync(note);
    }
}
