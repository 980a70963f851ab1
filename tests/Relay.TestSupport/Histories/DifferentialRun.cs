using System.Text.Json;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>
/// Gives the same random history to a store and to the one in memory, and asks both, and an oracle over strings, the same questions.
/// </summary>
/// <param name="seed">The seed of the history.</param>
/// <param name="name">What is tested, for the message of a difference.</param>
/// <param name="open">Opens an empty store with a clock. The run disposes of it.</param>
/// <param name="oracle">What queries must find.</param>
public sealed class DifferentialRun(int seed, string name, Func<FakeTime, IDifferentialStore> open, QueryOracle oracle)
{
    readonly FakeTime _time = new();
    readonly RunCoverage _coverage = new();
    IDifferentialStore _test = null!;
    InMemoryStore _model = null!;
    RandomHistory _history = null!;
    IReadOnlyList<NostrEvent> _stored = [];
    int _step;

    public async Task<RunCoverage> RunAsync(int steps)
    {
        _history = new RandomHistory(seed, _time);
        _model = new InMemoryStore(_time);
        await using (_test = open(_time))
        {
            for (_step = 0; _step < steps; _step++)
                await StepAsync();
            await _test.CheckAsync();
            await CompareReadingAsync();
        }
        if (_test.Complaint is { } line)
            throw Difference($"the store says {line}");
        return _coverage;
    }

    async Task StepAsync()
    {
        if (_history.Chance(0.06))
            _time.Advance(TimeSpan.FromSeconds(_history.Next(1, 3)));
        if (_history.Chance(0.1))
            await BackfillAsync();
        else
            await StoreAsync();
        await _test.RearrangeAsync(_history);
        await CompareReadingAsync();
    }

    async Task StoreAsync()
    {
        var events = NextEvents();
        var results = await AdmitAsync(events);
        for (var i = 0; i < events.Length; i++)
        {
            var expected = await _model.AdmitAsync(events[i], default);
            Compare(events[i], results[i], _test.HasNumbers ? expected : expected with { Sequence = results[i].Sequence });
        }
    }

    async Task BackfillAsync()
    {
        var events = NextEvents();
        var results = await _test.Store.BackfillAsync(events, default);
        var expected = await _model.BackfillAsync(events, default);
        for (var i = 0; i < events.Length; i++)
            Compare(events[i], results[i] with { Sequence = 0 }, expected[i] with { Sequence = 0 });
    }

    /// <summary>Gives events to the store all at once, in this order, so that they tend to share a transaction.</summary>
    async Task<StoreResult[]> AdmitAsync(NostrEvent[] events)
    {
        var store = _test.Store;
        var results = await Task.WhenAll(events.Select(e => store.AdmitAsync(e, default).AsTask()).ToArray())
            .Within("the answers of the store");
        await store.WaitForCommitAsync(results.Max(result => result.Sequence)).AsTask().Within("the commit");
        return results;
    }

    NostrEvent[] NextEvents() => [.. Enumerable.Range(0, _history.Next(1, 7)).Select(_ => _history.NextEvent())];

    void Compare(NostrEvent e, StoreResult result, StoreResult expected)
    {
        _coverage.Note(expected.Status);
        if (result != expected)
            throw Difference($"{result} instead of {expected} for {JsonSerializer.Serialize(NaiveEvent.Of(e))}");
    }

    async Task CompareReadingAsync()
    {
        _stored = await AskAsync(_model, new CollectingSink(), Visibility.Everything, new Filter());
        if (_test.HasNumbers)
            CompareSequence();
        for (var i = 0; i < 4; i++)
            await CompareQueryAsync(_history.NextFilters(), _history.NextVisibility());
        var e = _history.NextEvent();
        var contains = await _test.Store.ContainsAsync(e.Id, CancellationToken.None);
        if (contains != _model.Contains(e.Id) || _test.Store.Contains(e.Id) && !contains)
            throw Difference($"contains {e.Id}: {contains}");
    }

    /// <summary>Compares the sequences, without expired events, which leave the stores at different moments.</summary>
    void CompareSequence()
    {
        if (_test.Store.LastSequence != _model.LastSequence)
            throw Difference($"last number {_test.Store.LastSequence} instead of {_model.LastSequence}");
        var after = _model.LastSequence - _history.Next(0, 40);
        var last = after + _history.Next(0, 40);
        var read = Unexpired(_test.Store.ReadSequence(after, last));
        var expected = Unexpired(_model.ReadSequence(after, last));
        if (!read.SequenceEqual(expected))
            throw Difference($"reading after {after} up to {last} gives {Show(read, expected)}");
    }

    List<string> Unexpired(IReadOnlyList<NostrEvent> events) =>
        [.. events.Where(e => !e.View.IsExpiredAt(_time.Now)).Select(e => e.Id.ToString())];

    async Task CompareQueryAsync(NaiveFilter[] naive, Visibility visibility)
    {
        Filter[] filters = [.. naive.Select(filter => filter.ToFilter())];
        var visible = _stored.Where(e => visibility.CanSee(e.View)).Select(NaiveEvent.Of).ToList();
        var expected = oracle.Query(naive, visible);
        var sink = new CollectingSink(_history.Chance(0.5) ? _history.Next(1, 5) : int.MaxValue);
        var found = await AskAsync(_test.Store, sink, visibility, filters);
        _coverage.Note(found);
        if (!found.Select(e => e.Id.ToString()).SequenceEqual(expected))
            throw Difference($"{JsonSerializer.Serialize(naive)} finds {Show([.. found.Select(e => e.Id.ToString())], expected)}");

        var query = new EventQuery { Filters = filters, Visibility = visibility };
        var count = await _test.Store.CountEventsAsync(query, default);
        var expectedCount = oracle.Count(naive, visible);
        _coverage.NoteCount(count);
        if (count != expectedCount)
            throw Difference($"{JsonSerializer.Serialize(naive)} counts {count} instead of {expectedCount}");

        HyperLogLog authors = new(16), expectedAuthors = new(16);
        var countWithAuthors = await _test.Store.CountEventsHllAsync(query, authors, default);
        await _model.CountEventsHllAsync(query, expectedAuthors, default);
        if (countWithAuthors != count || !authors.Registers.SequenceEqual(expectedAuthors.Registers))
            throw Difference($"{JsonSerializer.Serialize(naive)} counts {countWithAuthors} with {authors} instead of {expectedAuthors}");
    }

    static async Task<IReadOnlyList<NostrEvent>> AskAsync(
        ISequencedStore store, CollectingSink sink, Visibility visibility, params IReadOnlyList<Filter> filters)
    {
        await store.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = visibility }, sink, default);
        return sink.Events;
    }

    DifferenceException Difference(string what) => new($"seed {seed}, {name}, step {_step}: {what}");

    string Show(IReadOnlyList<string> found, IReadOnlyList<string> expected) => found.ToHashSet().SetEquals(expected)
        ? $"another order: {string.Join(' ', found)} instead of {string.Join(' ', expected)}"
        : $"too much: {Show(found.Except(expected))}, too little: {Show(expected.Except(found))}";

    string Show(IEnumerable<string> ids) => "[" + string.Join(", ", ids.Select(_history.Describe)) + "]";
}
