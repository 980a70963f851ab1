using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Requests to vanish (NIP-62) that are addressed to the relay.</summary>
public abstract class VanishSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    static NostrEvent Vanish(Author author, long at) => author.Event(62, at: at, tags: ["relay", "ALL_RELAYS"]);

    [Fact]
    public async Task Everything_of_the_key_up_to_the_request_is_gone_and_the_rest_stays()
    {
        NostrEvent[] old =
            [Alice.Note("n", T), Alice.Event(0, at: T), Alice.Event(30023, at: T + 10, tags: ["d", "x"]), Alice.Event(1059, at: T)];
        NostrEvent[] kept = [Alice.Note("later", T + 11), Bob.Note("bob", T)];
        await StoreAsync([.. old, .. kept]);
        var request = Vanish(Alice, T + 10);
        await StoreAsync(request);

        foreach (var e in old)
            await AssertGoneAsync(e);
        foreach (var e in kept)
            await AssertThereAsync(e);
        await AssertThereAsync(request);
    }

    [Fact]
    public async Task Deletion_requests_of_the_key_are_gone_too()
    {
        var deletion = Alice.Event(5, at: T, tags: ["e", Bob.Hex]);
        await StoreAsync(deletion, Vanish(Alice, T + 10));

        await AssertGoneAsync(deletion);
    }

    [Fact]
    public async Task Old_events_are_refused_from_then_on_and_new_ones_accepted()
    {
        var known = Alice.Note("known", T);
        await StoreAsync(known, Vanish(Alice, T + 10));

        var result = await AdmitAsync(known);
        Assert.Equal(StoreStatus.Vanished, result.Status);
        Assert.Equal("blocked: the key asked to vanish from this relay", result.Message);
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Alice.Note("unknown", T + 10)));
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Alice.Event(10002, at: T + 10)));
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Alice.Event(5, at: T + 10)));
        await StoreAsync(Alice.Note("new", T + 11));
    }

    [Fact]
    public async Task Gift_wraps_to_the_key_are_gone_and_refused_up_to_the_request()
    {
        var (old, later) = (Bob.Event(1059, at: T + 10, tags: ["p", Alice.Hex]), Bob.Event(1059, at: T + 11, tags: ["p", Alice.Hex]));
        await StoreAsync(old, later, Vanish(Alice, T + 10));

        await AssertGoneAsync(old);
        await AssertThereAsync(later);
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(old));
    }

    [Fact]
    public async Task Other_mentions_of_the_key_stay()
    {
        var mention = Bob.Note("@alice", T, ["p", Alice.Hex]);
        await StoreAsync(mention, Alice.Note(at: T), Vanish(Alice, T + 10));

        await AssertThereAsync(mention);
        await StoreAsync(Bob.Note("again", T, ["p", Alice.Hex]));
    }

    [Fact]
    public async Task Newer_request_extends_the_time_and_an_older_one_changes_nothing()
    {
        await StoreAsync(Alice.Note(at: T), Vanish(Alice, T + 10), Vanish(Alice, T + 20));

        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Vanish(Alice, T + 5)));
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Alice.Note(at: T + 20)));
        await StoreAsync(Alice.Note(at: T + 21));
    }

    [Fact]
    public async Task Requests_of_others_stay()
    {
        var (first, second) = (Vanish(Alice, T), Vanish(Bob, T + 1));
        await StoreAsync(Alice.Note(at: T), Bob.Note(at: T), first, second);

        await AssertThereAsync(first);
        await AssertThereAsync(second);
    }

    [Fact]
    public async Task Request_sent_again_is_a_duplicate()
    {
        var request = Vanish(Alice, T);
        await StoreAsync(Alice.Note(at: T), request);

        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(request));
        await AssertThereAsync(request);
    }

    [Fact]
    public async Task Request_of_a_key_of_which_nothing_is_here_is_honoured_and_not_stored()
    {
        await StoreAsync(Bob.Note("@alice", T, ["p", Alice.Hex]));
        var last = Store.LastSequence;
        var request = Vanish(Alice, T + 10);

        Assert.Equal(new StoreResult(StoreStatus.Honoured), await AdmitAsync(request));
        await AssertGoneAsync(request);
        Assert.Equal(last, Store.LastSequence);
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Alice.Note(at: T + 10)));
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Bob.Event(1059, at: T, tags: ["p", Alice.Hex])));
        await StoreAsync(Alice.Note(at: T + 11));
    }

    [Fact]
    public async Task Request_that_was_honoured_is_a_duplicate_and_a_newer_one_is_honoured_too()
    {
        var (first, second) = (Vanish(Alice, T), Vanish(Alice, T + 1));

        Assert.Equal(StoreStatus.Honoured, await StatusOfAsync(first));
        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(first));
        Assert.Equal(StoreStatus.Honoured, await StatusOfAsync(second));
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(first));
        Assert.Equal(0, await CountAsync(new Filter()));
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Alice.Note(at: T + 1)));
    }

    [Fact]
    public async Task Request_is_stored_for_a_gift_wrap_to_its_key_and_for_nothing_that_is_gone()
    {
        var carol = new Author();
        await StoreAsync(Bob.Event(1059, at: T, tags: ["p", Alice.Hex]), carol.Note(at: T, tags: ["expiration", $"{Time.Now + 10}"]));
        var (kept, other) = (Vanish(Alice, T), Vanish(carol, T));
        Time.Advance(TimeSpan.FromSeconds(10));

        await StoreAsync(kept);
        Assert.Equal(StoreStatus.Honoured, await StatusOfAsync(other));
        await AssertThereAsync(kept);
    }

    [Fact]
    public async Task Repeated_requests_of_one_key_take_the_place_of_one_another()
    {
        await StoreAsync(Alice.Note(at: T));
        for (var i = 0; i < 20; i++)
            await StoreAsync(Vanish(Alice, T + i));

        Assert.Equal(T + 19, Assert.Single(await QueryAsync(new Filter())).CreatedAt);
    }

    [Fact]
    public async Task History_is_honoured_alike()
    {
        var (unknown, known) = (Vanish(Alice, T), Vanish(Bob, T));
        var results = await Store.BackfillAsync([unknown, Bob.Note(at: T), known, unknown, Alice.Note(at: T)], CancellationToken.None);

        Assert.Equal(
            [StoreStatus.Honoured, StoreStatus.Stored, StoreStatus.Stored, StoreStatus.Duplicate, StoreStatus.Vanished],
            results.Select(static result => result.Status));
        AssertSame([known], await QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Hundreds_of_events_vanish_at_once()
    {
        var events = Enumerable.Range(0, 300).Select(i => Alice.Note($"{i}", T + i, ["t", "x"])).ToArray();
        await StoreAsync(events);
        await StoreAsync(Bob.Note("kept", T, ["t", "x"]), Vanish(Alice, T + 299));

        Assert.Single(await QueryAsync(new Filter { Tags = [new TagFilter('t', [new TagValue("x")])] }));
        Assert.Equal(1, await CountAsync(new Filter { Kinds = [1] }));
    }
}
