using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>What a store over an engine does beyond the common rules: batches, failures, background work, its end.</summary>
public sealed class EngineStoreTests : IAsyncLifetime
{
    readonly FakeTime _time = new();
    readonly MemoryEngine _engine = new();
    readonly Author _alice = new();
    EngineStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    ValueTask<EngineStore> OpenAsync() => EngineStore.OpenAsync(_engine, new(_time, NullLogger.Instance));

    async Task<StoreResult> AdmitAsync(NostrEvent e) => await _store.AdmitAsync(e, default);

    async Task<IReadOnlyList<NostrEvent>> QueryAsync(Filter filter, long maxSequence = long.MaxValue)
    {
        var sink = new CollectingSink();
        var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything, MaxSequence = maxSequence };
        await _store.QueryEventsAsync(query, sink, default);
        return sink.Events;
    }

    [Fact]
    public async Task Events_that_wait_are_committed_together()
    {
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        _engine.Committing = _ =>
        {
            entered.Set();
            released.Wait();
        };
        var first = AdmitAsync(_alice.Note("first"));
        entered.Wait();
        var others = Enumerable.Range(0, 20).Select(i => AdmitAsync(_alice.Note($"{i}"))).ToArray();
        released.Set();
        await Task.WhenAll([first, .. others]);

        Assert.Equal([1, 20], _engine.Commits.Select(static commit => commit.Added.Count));
    }

    [Fact]
    public async Task Failed_commit_is_answered_with_an_error_and_leaves_no_trace()
    {
        var e = _alice.Note();
        _engine.Committing = static _ => throw new IOException("no");
        _engine.Failure = EngineFailure.DiskFull;
        var last = _store.LastSequence;

        Assert.Equal(StoreResult.Failed("error: the relay's disk is full"), await AdmitAsync(e));
        Assert.Equal(new(StoreState.NoEarlyAnswers, "the disk is full"), _store.Condition);
        Assert.False(_store.Contains(e.Id));
        Assert.Empty(await QueryAsync(new Filter()));

        _engine.Committing = null;
        Assert.Equal(new StoreResult(StoreStatus.Stored, last + 1), await AdmitAsync(e));
        Assert.Equal(StoreCondition.Healthy, _store.Condition);
    }

    [Fact]
    public async Task Of_a_batch_only_the_event_that_cannot_be_committed_fails()
    {
        var bad = _alice.Note("bad");
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        _engine.Committing = changes =>
        {
            entered.Set();
            released.Wait();
            if (changes.Added.Any(row => row.Event.Id == bad.Id))
                throw new IOException("no");
        };
        var first = AdmitAsync(_alice.Note("first"));
        entered.Wait();
        var others = new[] { _alice.Note("a"), bad, _alice.Note("b") }.Select(AdmitAsync).ToArray();
        released.Set();
        var results = await Task.WhenAll([first, .. others]);

        Assert.Equal(
            [StoreStatus.Stored, StoreStatus.Stored, StoreStatus.Failed, StoreStatus.Stored], results.Select(static r => r.Status));
        Assert.Equal(EngineFailure.Unknown.Answer, results[2].Reason);
    }

    [Fact]
    public async Task Final_failure_breaks_the_store()
    {
        await AdmitAsync(_alice.Note());
        _engine.Committing = static _ => throw new IOException("no");
        _engine.Failure = new EngineFailure("its file is damaged", "error: unused", IsFinal: true);

        Assert.Equal(StoreResult.Failed(StoreBrokenException.Refusal), await AdmitAsync(_alice.Note("other")));
        Assert.Equal(StoreState.Broken, _store.Condition.State);
        Assert.True(_store.Broken.IsCompletedSuccessfully);
        await Assert.ThrowsAsync<StoreBrokenException>(() => QueryAsync(new Filter()));
        Assert.Throws<StoreBrokenException>(() => _store.Contains(_alice.PublicKey));
        Assert.Throws<StoreBrokenException>(() => _store.ReadSequence(0, long.MaxValue));
    }

    [Fact]
    public async Task Expired_events_leave_the_engine_with_what_was_noted_about_them()
    {
        await AdmitAsync(_alice.Event(1, tags: ["expiration", $"{_time.Now + 5}"]));
        await AdmitAsync(_alice.Event(1, tags: ["expiration", $"{_time.Now + 50}"]));
        Assert.Equal(2, _engine.Events);

        _time.Advance(TimeSpan.FromSeconds(6));
        await _store.HousekeepAsync();
        Assert.Equal(1, _engine.Events);

        _time.Advance(TimeSpan.FromSeconds(60));
        await _store.HousekeepAsync();
        Assert.Equal(0, _engine.Events);
        // The numbers.
        Assert.Equal(1, _engine.StateRecords);
    }

    [Fact]
    public async Task Erasure_goes_on_after_a_restart()
    {
        var notes = Enumerable.Range(0, 10).Select(i => _alice.Note($"{i}")).ToArray();
        await _store.BackfillAsync(notes, default);
        // The second commit is the first of the erasure.
        var commits = 0;
        _engine.Committing = _ =>
        {
            if (++commits > 1)
                throw new IOException("no");
        };
        var request = _alice.Event(62, tags: ["relay", "ALL_RELAYS"]);
        Assert.Equal(StoreStatus.Stored, (await AdmitAsync(request)).Status);
        Assert.Equal(request.Id, Assert.Single(await QueryAsync(new Filter())).Id);
        await _store.HousekeepAsync();
        Assert.Equal(11, _engine.Events);

        var rows = _engine.Commits;
        await using var copy = new MemoryEngine();
        _engine.Committing = null;
        foreach (var changes in rows)
            await copy.CommitAsync(changes, default);
        await using var reopened = await EngineStore.OpenAsync(copy, new(_time, NullLogger.Instance));
        var sink = new CollectingSink();
        await reopened.QueryEventsAsync(new EventQuery { Filters = [new()], Visibility = Visibility.Everything }, sink, default);
        Assert.Equal(request.Id, Assert.Single(sink.Events).Id);
        await reopened.HousekeepAsync();
        Assert.Equal(1, copy.Events);
    }

    [Fact]
    public async Task Numbers_go_on_after_a_restart_and_are_not_given_twice()
    {
        var first = await AdmitAsync(_alice.Note("first"));
        var history = await _store.BackfillAsync([_alice.Note("old")], default);
        await _store.RemoveEventsAsync([(await QueryAsync(new Filter { Limit = 1 }))[0].Id], default);
        await using var copy = new MemoryEngine();
        foreach (var changes in _engine.Commits)
            await copy.CommitAsync(changes, default);
        await using var reopened = await EngineStore.OpenAsync(copy, new(_time, NullLogger.Instance));

        Assert.Equal(first.Sequence, reopened.LastSequence);
        Assert.Equal(first.Sequence + 1, (await reopened.AdmitAsync(_alice.Note("second"), default)).Sequence);
        Assert.Equal(history[0].Sequence - 1, (await reopened.BackfillAsync([_alice.Note("older")], default))[0].Sequence);
    }

    [Fact]
    public async Task Version_that_is_replaced_between_two_pages_is_found_once_in_one_of_its_versions()
    {
        var others = Enumerable.Range(0, 5).Select(i => _alice.Note($"{i}", Author.FirstTime + 100 + i)).ToArray();
        await _store.BackfillAsync(others, default);
        var (first, second) = (_alice.Event(0, "first", Author.FirstTime), _alice.Event(0, "second", Author.FirstTime + 500));
        await AdmitAsync(first);
        var pages = 0;
        // The first page begins below the second version's time when this replaces the first.
        _engine.Reading = () =>
        {
            if (++pages == 2)
                AdmitAsync(second).GetAwaiter().GetResult();
        };
        var found = await QueryAsync(new Filter());

        Assert.Equal([.. others.Reverse().Select(static e => e.Id), first.Id], found.Select(static e => e.Id));
        Assert.Contains(second.Id, (await QueryAsync(new Filter())).Select(static e => e.Id));
    }

    [Fact]
    public async Task Store_that_is_closed_waits_for_the_pages_being_read_and_refuses_what_comes_later()
    {
        await AdmitAsync(_alice.Note());
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        _engine.Reading = () =>
        {
            entered.Set();
            released.Wait();
        };
        var query = Task.Run(() => QueryAsync(new Filter()));
        entered.Wait();
        var closing = _store.DisposeAsync().AsTask();
        Assert.False(_engine.IsDisposed);
        released.Set();
        await closing;

        Assert.True(_engine.IsDisposed);
        // The page was read to its end; whether the next slice comes before the end is open.
        await ((Task)query).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.True(query.IsCompletedSuccessfully || query.Exception?.InnerException is StoreBrokenException);
        Assert.Equal(StoreResult.Failed("error: the store was closed"), await AdmitAsync(_alice.Note("late")));
        Assert.Equal(StoreState.Broken, _store.Condition.State);
        await Assert.ThrowsAsync<StoreBrokenException>(() => QueryAsync(new Filter()));
    }
}
