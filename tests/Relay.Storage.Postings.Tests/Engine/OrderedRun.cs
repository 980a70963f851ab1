using System.Text.Json;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postings.Tests;

/// <summary>
/// Gives the same random history to the store on ordered tables and to the plain one in memory, and asks both, and an oracle over strings,
/// the same questions. Slices are as short as can be, so that queries go on in other views again and again.
/// </summary>
sealed class OrderedRun(int seed, int lists, QueryOracle oracle)
{
    readonly FakeTime _time = new();
    readonly RunCoverage _coverage = new();
    readonly SliceBudget _budget = new(TimeSpan.Zero, 5, lists);
    readonly OrderedStore _store = new(pagePostings: 1 + (seed & 3));
    int _step;

    public async Task<RunCoverage> RunAsync(int steps)
    {
        var history = new RandomHistory(seed, _time);
        await using var model = new InMemoryStore(_time);
        for (_step = 0; _step < steps; _step++)
        {
            if (history.Chance(0.06))
                _time.Advance(TimeSpan.FromSeconds(history.Next(1, 3)));
            await StoreAsync(history, model, isHistory: history.Chance(0.1));
            Maintain(history);
            await CompareReadingAsync(history, model);
        }
        return _coverage;
    }

    async Task StoreAsync(RandomHistory history, InMemoryStore model, bool isHistory)
    {
        NostrEvent[] events = [.. Enumerable.Range(0, history.Next(1, 7)).Select(_ => history.NextEvent())];
        var results = _store.Store(events, _time.Now, isHistory);
        var expected = isHistory ? await model.BackfillAsync(events, default) : new StoreResult[events.Length];
        for (var i = 0; i < events.Length; i++)
        {
            if (!isHistory)
                expected[i] = await model.AdmitAsync(events[i], default);
            _coverage.Note(expected[i].Status);
            if (results[i].Status != expected[i].Status || !isHistory && results[i] != expected[i])
                throw Difference($"{results[i]} instead of {expected[i]} for {JsonSerializer.Serialize(NaiveEvent.Of(events[i]))}");
        }
    }

    void Maintain(RandomHistory history)
    {
        if (history.Chance(0.3))
            _store.Erase(_time.Now);
        if (history.Chance(0.2))
            _store.Flush(keepsRun: history.Chance(0.5));
        if (history.Chance(0.2))
            _store.Forget();
    }

    async Task CompareReadingAsync(RandomHistory history, InMemoryStore model)
    {
        var all = new CollectingSink();
        await model.QueryEventsAsync(new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, all, default);
        for (var i = 0; i < 4; i++)
            await CompareAsync(history, all.Events, history.NextFilters(), history.NextVisibility());
    }

    async Task CompareAsync(RandomHistory history, List<NostrEvent> stored, NaiveFilter[] naive, Visibility visibility)
    {
        var visible = stored.Where(e => visibility.CanSee(e.View)).Select(NaiveEvent.Of).ToList();
        var query = new EventQuery { Filters = [.. naive.Select(filter => filter.ToFilter())], Visibility = visibility };

        var found = await QueryAsync(query, new CollectingSink(history.Chance(0.5) ? history.Next(1, 5) : int.MaxValue));
        _coverage.Note(found);
        var expected = oracle.Query(naive, visible);
        if (!found.Select(e => e.Id.ToString()).SequenceEqual(expected))
        {
            throw Difference(
                $"{JsonSerializer.Serialize(naive)} finds [{string.Join(' ', found.Select(e => e.Id))}] "
                + $"instead of [{string.Join(' ', expected)}]");
        }

        var count = new CountWalk(query, _budget);
        while (!count.RunSlice(_store.OpenView(), _time.Now))
        {
            // In another view.
        }
        _coverage.NoteCount(count.Count);
        if (count.Count != oracle.Count(naive, visible))
            throw Difference($"{JsonSerializer.Serialize(naive)} counts {count.Count} instead of {oracle.Count(naive, visible)}");
    }

    async Task<List<NostrEvent>> QueryAsync(EventQuery query, CollectingSink sink)
    {
        var walk = new QueryWalk(query, _budget);
        while (true)
        {
            var outcome = walk.RunSlice(_store.OpenView(), sink, _time.Now);
            if (outcome == SliceOutcome.Done)
                return sink.Events;
            if (outcome == SliceOutcome.SinkFull)
                await sink.WaitForRoomAsync(default);
        }
    }

    DifferenceException Difference(string what) => new($"seed {seed}, {lists} lists, step {_step}: {what}");
}
