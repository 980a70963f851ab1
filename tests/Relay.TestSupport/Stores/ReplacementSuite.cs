using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>Replaceable and addressable events (NIP-01).</summary>
public abstract class ReplacementSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{

    public static TheoryData<int> ReplacedKinds => [0, 3, 10000, 10002, 19999, 30000, 30023, 39999];

    NostrEvent Version(int kind, string content, long at) => Alice.Event(kind, content, at, ["d", "x"]);

    [Theory]
    [MemberData(nameof(ReplacedKinds))]
    public async Task Newer_version_replaces_the_older(int kind)
    {
        var (older, newer) = (Version(kind, "older", T), Version(kind, "newer", T + 1));
        await StoreAsync(older, newer);

        await AssertThereAsync(newer);
        await AssertGoneAsync(older);
        Assert.Equal(1, await CountAsync(new Filter { Kinds = [(ushort)kind] }));
    }

    [Theory]
    [MemberData(nameof(ReplacedKinds))]
    public async Task Older_version_is_answered_superseded(int kind)
    {
        var (older, newer) = (Version(kind, "older", T), Version(kind, "newer", T + 1));
        await StoreAsync(newer);

        var result = await AdmitAsync(older);
        Assert.Equal(StoreStatus.Superseded, result.Status);
        Assert.False(result.IsAccepted);
        Assert.Equal("duplicate: a newer version is already stored", result.Message);
        await AssertThereAsync(newer);
        await AssertGoneAsync(older);
    }

    [Theory]
    [MemberData(nameof(ReplacedKinds))]
    public async Task Of_two_versions_of_one_second_the_lower_id_survives(int kind)
    {
        var (lower, higher) = TwoOfOneSecond(content => Version(kind, content, T));
        await StoreAsync(higher, lower);
        Assert.Equal(StoreStatus.Superseded, await StatusOfAsync(higher));
        await AssertThereAsync(lower);
        await AssertGoneAsync(higher);

        (lower, higher) = TwoOfOneSecond(content => Bob.Event(kind, content, T, ["d", "x"]));
        await StoreAsync(lower);
        Assert.Equal(StoreStatus.Superseded, await StatusOfAsync(higher));
        await AssertThereAsync(lower);
        await AssertGoneAsync(higher);
    }

    [Theory]
    [MemberData(nameof(ReplacedKinds))]
    public async Task Current_version_sent_again_is_a_duplicate(int kind)
    {
        var e = Version(kind, "only", T);
        await StoreAsync(e);

        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(e));
        await AssertThereAsync(e);
    }

    [Fact]
    public async Task Versions_of_different_authors_and_kinds_stand_side_by_side()
    {
        NostrEvent[] events =
            [Alice.Event(10002, at: T), Bob.Event(10002, at: T + 1), Alice.Event(10003, at: T + 2), Alice.Event(0, at: T + 3)];
        await StoreAsync(events);

        AssertSame(events.Reverse(), await QueryAsync(new Filter()));
    }

    [Fact]
    public async Task D_tag_does_not_tell_replaceable_events_apart()
    {
        var (older, newer) = (Alice.Event(10002, at: T, tags: ["d", "one"]), Alice.Event(10002, at: T + 1, tags: ["d", "two"]));
        await StoreAsync(older, newer);

        AssertSame([newer], await QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Missing_valueless_and_empty_d_tags_are_one_address()
    {
        var missing = Alice.Event(30023, at: T);
        var valueless = Alice.Event(30023, at: T + 1, tags: ["d"]);
        var empty = Alice.Event(30023, at: T + 2, tags: ["d", ""]);
        await StoreAsync(missing, valueless, empty);

        AssertSame([empty], await QueryAsync(new Filter()));
        Assert.Equal(StoreStatus.Superseded, await StatusOfAsync(missing));
        Assert.Equal(StoreStatus.Superseded, await StatusOfAsync(valueless));
    }

    [Fact]
    public async Task Only_the_first_d_tag_counts()
    {
        var one = Alice.Event(30023, at: T, tags: [["d", "one"], ["d", "two"]]);
        var two = Alice.Event(30023, at: T + 1, tags: [["d", "two"], ["d", "one"]]);
        var newOne = Alice.Event(30023, at: T + 2, tags: [["t", "x"], ["d", "one"]]);
        await StoreAsync(one, two, newOne);

        AssertSame([newOne, two], await QueryAsync(new Filter()));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(5000)]
    public async Task Long_d_values_that_begin_alike_are_different_addresses(int length)
    {
        var prefix = new string('x', length - 1);
        var a = Alice.Event(30023, at: T, tags: ["d", prefix + "a"]);
        var b = Alice.Event(30023, at: T + 1, tags: ["d", prefix + "b"]);
        var newA = Alice.Event(30023, at: T + 2, tags: ["d", prefix + "a"]);
        await StoreAsync(a, b, newA);

        AssertSame([newA, b], await QueryAsync(new Filter()));
        AssertSame([b], await QueryAsync(new Filter { Tags = [new TagFilter('d', [new TagValue(prefix + "b")])] }));
    }

    [Fact]
    public async Task D_values_are_compared_as_text_whether_or_not_they_look_like_keys()
    {
        var lower = Alice.Event(30023, at: T, tags: ["d", Bob.Hex]);
        var upper = Alice.Event(30023, at: T + 1, tags: ["d", Bob.Hex.ToUpperInvariant()]);
        var newLower = Alice.Event(30023, at: T + 2, tags: ["d", Bob.Hex]);
        await StoreAsync(lower, upper, newLower);

        AssertSame([newLower, upper], await QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Concurrent_versions_leave_exactly_the_newest()
    {
        var versions = Enumerable.Range(0, 16).Select(i => Alice.Event(30023, at: T + i, tags: ["d", "x"])).ToArray();
        await Task.WhenAll(versions.Reverse().Select(e => Task.Run(() => AdmitAsync(e).AsTask())));

        AssertSame([versions[^1]], await QueryAsync(new Filter()));
    }
}
