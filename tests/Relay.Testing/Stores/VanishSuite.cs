using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

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
        await StoreAsync(mention, Vanish(Alice, T + 10));

        await AssertThereAsync(mention);
        await StoreAsync(Bob.Note("again", T, ["p", Alice.Hex]));
    }

    [Fact]
    public async Task Newer_request_extends_the_time_and_an_older_one_changes_nothing()
    {
        await StoreAsync(Vanish(Alice, T + 10), Vanish(Alice, T + 20));

        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Vanish(Alice, T + 5)));
        Assert.Equal(StoreStatus.Vanished, await StatusOfAsync(Alice.Note(at: T + 20)));
        await StoreAsync(Alice.Note(at: T + 21));
    }

    [Fact]
    public async Task Requests_of_others_stay()
    {
        var (first, second) = (Vanish(Alice, T), Vanish(Bob, T + 1));
        await StoreAsync(first, second);

        await AssertThereAsync(first);
        await AssertThereAsync(second);
    }

    [Fact]
    public async Task Request_sent_again_is_a_duplicate()
    {
        var request = Vanish(Alice, T);
        await StoreAsync(request);

        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(request));
        await AssertThereAsync(request);
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
