using System.Globalization;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The same 3,000 events in every store. A large store has nine times as many others between and below them, of the same kinds: by other
/// authors about other things or, if older, by the same authors.
/// </summary>
static class CostStore
{
    const int Events = 3000;

    /// <summary>Keeps authors with neighbouring numbers apart in time. It shares no factor with the number of events.</summary>
    const int Spread = 1999;
    const int Others = 9;
    const int Gap = Others + 1;
    const long Newest = FakeTime.Start - 100;
    const long Oldest = Newest - (Events * Gap);

    public static Bytes32 Author(int number) => Unsigned.Key($"author {number}");

    public static Bytes32 Busy { get; } = Unsigned.Key("busy");

    public static Bytes32 Thread(int number) => Unsigned.Key($"thread {number}");

    public static Bytes32 Mentioned(int number) => Unsigned.Key($"mentioned {number}");

    /// <summary>The id of one of the 3,000.</summary>
    public static Bytes32 Id(int number) => Event(number).Id;

    public static async Task<TemporaryStore> OpenAsync(bool isLarge)
    {
        var test = TemporaryStore.Open();
        var events = new List<NostrEvent>();
        for (var i = Events - 1; i >= 0; i--)
        {
            events.Add(Event(i));
            for (var other = 1; isLarge && other <= Others; other++)
                events.Add(other % 3 == 0 ? Older(i, other) : Stranger(i, other));
        }
        await test.PlaceAsync(Placement.Tail, events);
        return test;
    }

    /// <summary>
    /// One in sixty is by the busy author, and one in a hundred is a note with a rare hashtag; a third of those are by the busy author.
    /// </summary>
    static NostrEvent Event(int age) => Make(
        age % 60 == 0 || age % 300 == 50 ? Busy : Author(age * Spread % Events), age, Newest - (age * Gap),
        age % 100 == 50 ? "rare" : $"topic {age % 40}",
        Thread(age % 250), Mentioned(age % 20));

    static NostrEvent Stranger(int age, int other) => Make(
        Unsigned.Key($"stranger {age % 700} {other}"), age, Newest - (age * Gap) - other, $"other {age % 40}", Thread(-age),
        Mentioned(-age));

    static NostrEvent Older(int age, int other) => Make(
        age % 60 == 0 ? Busy : Author(age * Spread % Events), age, Oldest - (age * Gap) - other, $"older {age % 40}", Thread(-age),
        Mentioned(-age));

    /// <summary>Six notes, three reactions and a repost in ten.</summary>
    static NostrEvent Make(Bytes32 author, int age, long at, string topic, Bytes32 thread, Bytes32 mentioned)
    {
        var kind = (age % 10) switch { < 6 => 1, < 9 => 7, _ => 6 };
        string[] hashtag = kind == 1 ? ["t", topic] : ["client", topic];
        return Unsigned.Event(
            author, kind, at, age.ToString(CultureInfo.InvariantCulture), hashtag, ["e", thread.ToString()], ["p", mentioned.ToString()]);
    }
}
