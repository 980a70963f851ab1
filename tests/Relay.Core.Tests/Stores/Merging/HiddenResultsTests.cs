using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>A source that also gives hidden and expired events: they count neither towards the client's limit nor in a COUNT.</summary>
public sealed class HiddenResultsTests
{
    const int Messages = 300;

    static readonly RelayOptions WithHints = new() { Protocol = new ProtocolOptions { EoseHints = true } };

    readonly Author _alice = new();
    readonly InMemoryStore _store = new(new FakeTime());
    readonly List<IReadOnlyList<Filter>> _asked = [];

    [Fact]
    public async Task Limits_are_met_by_what_the_asker_may_see()
    {
        var notes = await FillAsync();
        await using var relay = Relay();
        var client = await relay.ConnectAsync();

        Assert.Equal([.. Events(notes[..5]), """["EOSE","q",["more"]]"""], await client.QueryAsync("q", "{\"limit\":5}"));
        Assert.Equal([.. Events(notes), """["EOSE","q",["finish"]]"""], await client.QueryAsync("q", "{\"limit\":20}"));
    }

    [Fact]
    public async Task Every_filter_gets_its_own_and_no_event_comes_twice()
    {
        var notes = await FillAsync();
        await using var relay = Relay();
        var client = await relay.ConnectAsync();

        var answer = await client.QueryAsync("q", "{\"limit\":3}", "{\"kinds\":[4],\"limit\":10}", "{\"kinds\":[1],\"limit\":7}");
        Assert.Equal(Events(notes[..7]), answer.SkipLast(1));
    }

    [Fact]
    public async Task A_run_of_hidden_events_is_passed_in_few_questions_none_of_which_is_large()
    {
        await FillAsync();
        await using var relay = Relay();
        var client = await relay.ConnectAsync();

        await client.QueryAsync("q", "{\"limit\":1}");
        // Doubled each time: some nine queries for the three hundred messages before the first note.
        Assert.InRange(_asked.Count, 2, 12);
        Assert.All(_asked, static filters => Assert.InRange(Assert.Single(filters).Limit!.Value, 1, VisibleSource.MostAtOnce));
    }

    [Fact]
    public async Task Events_of_one_second_are_passed_whatever_their_number()
    {
        for (var i = 0; i < 50; i++)
            await _store.AdmitAsync(_alice.Event(4, $"{i}", at: Author.FirstTime - 10), default);
        var note = _alice.Note("seen", at: Author.FirstTime - 11);
        await _store.AdmitAsync(note, default);
        await using var relay = Relay();
        var client = await relay.ConnectAsync();

        Assert.Equal([.. Events([note]), """["EOSE","q",["finish"]]"""], await client.QueryAsync("q", "{\"limit\":1}"));
    }

    [Fact]
    public async Task A_source_that_gives_the_same_again_is_asked_no_more()
    {
        var hidden = Enumerable.Range(0, 10).Select(i => _alice.Event(4, $"{i}")).Reverse().ToArray();
        await using var relay = new TestEngine(relay => relay.QueryEvents((_, filters, sink, _) =>
        {
            _asked.Add(filters);
            foreach (var e in hidden)
                sink.TryWrite(e.View);
            return default;
        }), WithHints);
        var client = await relay.ConnectAsync();

        Assert.Equal(["""["EOSE","q",["finish"]]"""], await client.QueryAsync("q", "{\"limit\":2}"));
        Assert.InRange(_asked.Count, 1, 6);
    }

    [Fact]
    public async Task Counts_are_of_what_the_asker_may_see()
    {
        var notes = await FillAsync();
        await using var relay = Relay(counts: true);
        var client = await relay.ConnectAsync();

        Assert.Equal($$"""["COUNT","count",{"count":{{notes.Length}}}]""", await client.CountAsync("{}"));
        Assert.Equal("""["COUNT","count",{"count":0}]""", await client.CountAsync("{\"kinds\":[4]}"));
    }

    TestEngine Relay(bool counts = false) => new(relay =>
    {
        relay.QueryEvents((_, filters, sink, cancel) =>
        {
            _asked.Add(filters);
            return _store.QueryEventsAsync(Everything(filters), sink, cancel);
        });
        if (counts)
            relay.CountEvents((query, cancel) => _store.CountEventsAsync(Everything(query.Filters), cancel));
    }, WithHints);

    static EventQuery Everything(IReadOnlyList<Filter> filters) => new() { Filters = filters, Visibility = Visibility.Everything };

    /// <summary>Stores messages, the newest of all and others between the notes. Returns the notes, newest first.</summary>
    async Task<NostrEvent[]> FillAsync()
    {
        var notes = new List<NostrEvent>();
        for (var i = 0; i < Messages; i++)
        {
            var isNote = i < 100 && i % 10 == 0;
            var e = _alice.Event(isNote ? 1 : 4, $"{i}");
            if (isNote)
                notes.Add(e);
            await _store.AdmitAsync(e, default);
        }
        notes.Reverse();
        return [.. notes];
    }

    static IEnumerable<string> Events(IEnumerable<NostrEvent> events) =>
        events.Select(e => $"""["EVENT","q",{e.Id}]""");
}
