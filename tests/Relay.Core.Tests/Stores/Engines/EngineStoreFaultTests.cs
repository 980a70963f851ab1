using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>A store over an engine after failures, with a clock that is set, and with queries during large commits.</summary>
public sealed class EngineStoreFaultTests : IAsyncLifetime
{
    readonly FakeTime _time = new();
    readonly MemoryEngine _engine = new();
    readonly Author _alice = new();
    EngineStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await EngineStore.OpenAsync(_engine, new(_time, NullLogger.Instance));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    async Task<StoreResult> AdmitAsync(NostrEvent e) => await _store.AdmitAsync(e, default);

    async Task<IReadOnlyList<NostrEvent>> QueryAsync(Filter filter, long maxSequence = long.MaxValue)
    {
        var sink = new CollectingSink();
        var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything, MaxSequence = maxSequence };
        await _store.QueryEventsAsync(query, sink, default);
        return sink.Events;
    }

    [Fact]
    public async Task Removal_of_expired_events_that_failed_is_tried_again_later()
    {
        await AdmitAsync(_alice.Note("short", tags: ["expiration", $"{_time.Now + 5}"]));
        using var failed = new ManualResetEventSlim();
        using var removed = new ManualResetEventSlim();
        _engine.Committing = _ =>
        {
            failed.Set();
            throw new IOException("no");
        };
        await AdvanceUntilAsync(failed);
        _engine.Committing = _ => removed.Set();
        await AdvanceUntilAsync(removed);
        await _store.HousekeepAsync();

        Assert.Equal(0, _engine.Events);
    }

    [Fact]
    public async Task Expired_event_whose_removal_meets_a_clock_that_was_set_back_is_removed_later()
    {
        await AdmitAsync(_alice.Note("short", tags: ["expiration", $"{_time.Now + 5}"]));
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        _time.Set(TimeSpan.FromSeconds(10));
        _engine.Committing = _ =>
        {
            entered.Set();
            released.Wait();
        };
        var busy = AdmitAsync(_alice.Note("busy"));
        entered.Wait();
        // Reads what has expired, and its removal waits for the writer.
        var housekeeping = _store.HousekeepAsync();
        _time.Set(TimeSpan.FromSeconds(-10));
        released.Set();
        await busy;
        await housekeeping;
        Assert.Equal(2, _engine.Events);

        _time.Set(TimeSpan.FromSeconds(10));
        await _store.HousekeepAsync();
        Assert.Equal(1, _engine.Events);
    }

    [Fact]
    public async Task Version_whose_replacement_failed_with_others_is_not_found_beside_its_successor()
    {
        var (first, second) = (_alice.Event(0, "first"), _alice.Event(0, "second"));
        await AdmitAsync(first);
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var bad = new Author().Note("bad");
        _engine.Committing = changes =>
        {
            entered.Set();
            released.Wait();
            if (changes.Added.Any(row => row.Event.Id == bad.Id))
                throw new IOException("no");
        };
        var busy = AdmitAsync(_alice.Note("busy"));
        entered.Wait();
        // In the commit that fails, the successor's number is higher than in the one that succeeds.
        NostrEvent[] waiting = [bad, second, new Author().Event(0)];
        var results = waiting.Select(AdmitAsync).ToArray();
        released.Set();
        await busy;
        await Task.WhenAll(results);
        await AdmitAsync(new Author().Event(0, "profile"));
        var other = new Author();
        await AdmitAsync(other.Event(0, "old"));
        await AdmitAsync(other.Event(0, "new"));

        var found = await QueryAsync(new Filter { Authors = [_alice.PublicKey], Kinds = [0] }, (await results[1]).Sequence);
        Assert.Equal([second.Id], found.Select(static e => e.Id));
    }

    [Fact]
    public async Task Query_that_begins_while_many_versions_are_being_replaced_finds_one_of_each()
    {
        const int Profiles = 400;
        var people = Enumerable.Range(0, Profiles).Select(static _ => new Author()).ToArray();
        await Task.WhenAll(people.Select(person => AdmitAsync(person.Event(0, "old"))));
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var commits = 0;
        _engine.Committing = _ =>
        {
            if (++commits == 1)
            {
                entered.Set();
                released.Wait();
            }
        };
        var busy = AdmitAsync(_alice.Note("busy"));
        entered.Wait();
        var replacing = people.Select(person => AdmitAsync(person.Event(0, "new"))).ToArray();
        // The query begins before their commit, and reads its first page after it.
        var begun = false;
        IReadOnlyList<NostrEvent> found = [];
        using var committing = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        _engine.Committing = _ =>
        {
            committing.Set();
            asked.Wait();
        };
        _engine.Reading = () =>
        {
            if (begun)
                return;
            begun = true;
            asked.Set();
            Task.WhenAll(replacing).GetAwaiter().GetResult();
        };
        released.Set();
        await busy;
        committing.Wait();
        found = await QueryAsync(new Filter { Kinds = [0] });
        await Task.WhenAll(replacing);

        Assert.Equal(Profiles, found.Select(static e => e.PublicKey).Distinct().Count());
    }

    /// <summary>Lets seconds pass until this has happened.</summary>
    async Task AdvanceUntilAsync(ManualResetEventSlim happened)
    {
        for (var i = 0; i < 200 && !happened.IsSet; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            // The background work runs on a thread of the pool.
            await Task.Run(() => happened.Wait(5));
        }
        Assert.True(happened.IsSet);
    }
}
