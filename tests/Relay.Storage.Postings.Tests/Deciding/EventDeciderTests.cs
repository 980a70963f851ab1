using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postings.Tests;

/// <summary>What a new event means against what is stored, and against those before it in the same transaction.</summary>
public sealed class EventDeciderTests
{
    const long Now = FakeTime.Start;

    static readonly Bytes32 Author = Unsigned.Key("author");
    static readonly NostrEvent Note = Unsigned.Note(Author, Now - 30, "note");
    static readonly NostrEvent Old = Unsigned.Event(Author, Kind.Article, Now - 20, "old", ["d", "x"]);
    static readonly NostrEvent New = Unsigned.Event(Author, Kind.Article, Now - 10, "new", ["d", "x"]);

    readonly OrderedStore _store = new(pagePostings: 2);

    /// <summary>Once in a transaction each, once all in one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_status_has_its_reason(bool isOneTransaction)
    {
        var deletion = Unsigned.Deletion(Author, Now - 5, Note, New.Address("x"));
        var later = Unsigned.Event(Author, Kind.Article, Now, "later", ["d", "x"]);
        NostrEvent[] events =
        [
            Note, Note, New, Old, Unsigned.Note(Author, Now, "gone", ["expiration", "1"]), deletion, Note, New, later,
            Unsigned.Vanish(Unsigned.Key("nobody"), Now), Unsigned.Vanish(Author, Now), later, Unsigned.Note(Author, Now - 1),
        ];
        StoreStatus[] expected =
        [
            StoreStatus.Stored, StoreStatus.Duplicate, StoreStatus.Stored, StoreStatus.Superseded, StoreStatus.Expired, StoreStatus.Stored,
            StoreStatus.Deleted, StoreStatus.Deleted, StoreStatus.Stored, StoreStatus.Honoured, StoreStatus.Stored, StoreStatus.Vanished,
            StoreStatus.Vanished,
        ];

        var results = isOneTransaction
            ? _store.Store(events, Now)
            : [.. events.Select(e => _store.Store([e], Now)[0])];

        Assert.Equal(expected, results.Select(static result => result.Status));
        var stored = results.Where(static result => result.Status == StoreStatus.Stored).Select(static result => result.Sequence).ToArray();
        Assert.Equal(Enumerable.Range(0, stored.Length).Select(static i => Sequences.Middle + i), stored);
    }

    [Fact]
    public void History_takes_its_numbers_downwards_in_ascending_blocks()
    {
        var first = _store.Store([Note, New], Now, isHistory: true);
        var second = _store.Store([Unsigned.Note(Author, Now), Note], Now, isHistory: true);

        Assert.Equal([Sequences.Middle - 2, Sequences.Middle - 1], first.Select(static result => result.Sequence));
        Assert.Equal(Sequences.Middle - 4, second[0].Sequence);
        Assert.Equal(StoreStatus.Duplicate, second[1].Status);
        Assert.Equal(Sequences.Middle - 4, _store.Low);
    }

    [Fact]
    public void What_a_request_to_vanish_covers_is_found_and_erased_and_the_request_stays()
    {
        var toAuthor = Unsigned.Event(Unsigned.Key("other"), Kind.GiftWrap, Now - 40, "", ["p", Author.ToString()]);
        var others = Unsigned.Note(Unsigned.Key("other"), Now - 40);
        var request = Unsigned.Vanish(Author, Now);
        _store.Store([Note, New, toAuthor, others, request], Now);
        _store.Erase(Now);
        _store.Forget();

        Assert.Empty(_store.Vanishing);
        Assert.Equal([others.Id, request.Id], Stored());
        Assert.Equal(StoreStatus.Vanished, _store.Store([toAuthor], Now)[0].Status);
    }

    IEnumerable<Bytes32> Stored()
    {
        for (var i = 0; i < _store.Records.Count; i++)
            yield return new EventView(_store.Records.Value(i)).Id;
    }
}
