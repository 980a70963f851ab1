using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>What clients and the record are told when a store of a mirror fails, hangs or decides otherwise.</summary>
public sealed class MirrorFaultTests : IAsyncLifetime
{
    readonly FakeTime _time = new();
    readonly Author _alice = new();
    readonly ListedRecord _record = new();
    readonly LogLines _log = new();
    FaultyStore _first = null!;
    FaultyStore _second = null!;
    MirrorStore _mirror = null!;

    public async ValueTask InitializeAsync()
    {
        (_first, _second) = (new FaultyStore(new InMemoryStore(_time)), new FaultyStore(new InMemoryStore(_time)));
        _mirror = await TestMirror.OpenAsync(_record, _time, _log, _first, _second);
    }

    public ValueTask DisposeAsync() => _mirror.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_store_that_fails_is_behind_on_the_disk_before_the_answer_and_neither_read_nor_written(int failing)
    {
        var (bad, good) = failing == 0 ? (_first, _second) : (_second, _first);
        bad.Failure = new IOException("no more");
        Assert.Equal(StoreStatus.Stored, (await AdmitAsync(_alice.Note("one"))).Status);
        Assert.Equal([failing == 0, failing == 1], _record.IsBehind);

        bad.Failure = null;
        Assert.Equal(StoreStatus.Stored, (await AdmitAsync(_alice.Note("two"))).Status);
        Assert.Empty(await TestMirror.IdsAsync(bad));
        Assert.Equal(await TestMirror.IdsAsync(good), await TestMirror.IdsAsync(_mirror));
        Assert.Equal(
            new StoreCondition(StoreState.NoEarlyAnswers, $"the mirror store{failing} is behind: waiting for its repair"),
            _mirror.Condition);
        Assert.Single(_log.All, line => line.Contains($"The mirror store{failing} is behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repaired_it_is_in_step_and_read_again()
    {
        var (kept, deleted, removed) = (_alice.Note("kept"), _alice.Note("deleted"), _alice.Note("removed"));
        await AdmitAsync(deleted);
        await AdmitAsync(removed);
        _first.Failure = new IOException("no more");
        var request = _alice.Deletion(deleted);
        await AdmitAsync(kept);
        await AdmitAsync(request);
        Assert.Equal(1, await _mirror.RemoveEventsAsync([removed.Id], default));
        _first.Failure = null;

        Assert.Empty(await _mirror.RepairAsync(default));
        Assert.Equal([false, false], _record.IsBehind);
        Assert.Equal(StoreCondition.Healthy, _mirror.Condition);
        await TestMirror.AssertSameAsync(_first, _second);
        Assert.True(_first.Contains(kept.Id) && !_first.Contains(deleted.Id) && !_first.Contains(removed.Id));
        Assert.Equal(StoreStatus.Deleted, (await _first.AdmitAsync(deleted, default)).Status);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_behind_after_ten_seconds()
    {
        _second.Hanging = new TaskCompletionSource().Task;
        var storing = AdmitAsync(_alice.Note()).AsTask();
        await _time.TimerAsync(TimeSpan.FromSeconds(10));
        Assert.False(storing.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(StoreStatus.Stored, (await storing.Within("the answer")).Status);
        Assert.Equal([false, true], _record.IsBehind);
    }

    [Fact]
    public async Task If_all_refuse_the_client_is_told_and_none_is_behind()
    {
        _first.Answer = _second.Answer = StoreResult.Failed("error: the disk is full");
        Assert.Equal("error: the disk is full", (await AdmitAsync(_alice.Note())).Message);
        Assert.Equal([false, false], _record.IsBehind);
    }

    [Fact]
    public async Task If_nobody_knows_what_became_of_an_event_one_store_counts_and_the_others_are_compared()
    {
        _first.Failure = _second.Failure = new IOException("no more");
        Assert.StartsWith("error:", (await AdmitAsync(_alice.Note())).Message, StringComparison.Ordinal);
        Assert.Equal([false, true], _record.IsBehind);
    }

    [Fact]
    public async Task The_last_store_in_step_stays_whatever_it_answers()
    {
        _second.Failure = new IOException("no more");
        await AdmitAsync(_alice.Note("one"));
        _first.Failure = new StoreBrokenException();
        Assert.Equal(StoreBrokenException.Refusal, (await AdmitAsync(_alice.Note("two"))).Message);
        Assert.Equal([false, true], _record.IsBehind);
        await Assert.ThrowsAsync<StoreBrokenException>(() => _mirror.RemoveEventsAsync([default], default).AsTask());
    }

    [Fact]
    public async Task What_cannot_be_noted_is_not_answered_with_OK_until_it_can()
    {
        (_second.Failure, _record.Failure) = (new IOException("no more"), new IOException("disk full"));
        var one = _alice.Note("one");
        Assert.StartsWith("error:", (await AdmitAsync(one)).Message, StringComparison.Ordinal);
        // The relay would answer a stored event with OK at once.
        Assert.False(_mirror.Contains(one.Id));
        Assert.True(await _mirror.ContainsAsync(one.Id, default));
        // The second store gets nothing any more, so each answer would be lost with the first.
        Assert.StartsWith("error:", (await AdmitAsync(_alice.Note("two"))).Message, StringComparison.Ordinal);
        Assert.Equal([false, false], _record.IsBehind);

        _record.Failure = null;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(StoreStatus.Stored, (await AdmitAsync(_alice.Note("three"))).Status);
        Assert.Equal([false, true], _record.IsBehind);
    }

    [Fact]
    public async Task What_one_store_keeps_out_the_others_remove()
    {
        var note = _alice.Note("note");
        var (old, between, current) = (_alice.Event(0, "old", T), _alice.Event(0, "between", T + 1), _alice.Event(0, "current", T + 2));
        await AdmitAsync(old);
        await _second.AdmitAsync(current, default);
        // A deletion by a hook that only this store knows.
        await _second.AdmitAsync(note, default);
        await _second.DeleteEventAsync(new DeletionRequest(_alice.Deletion(note)), default);

        Assert.Equal(StoreStatus.Deleted, (await AdmitAsync(note)).Status);
        Assert.False(_first.Contains(note.Id));
        Assert.Equal(StoreStatus.Superseded, (await AdmitAsync(between)).Status);
        Assert.Equal([false, false], _record.IsBehind);
        Assert.Equal([current.Id], await VersionsAsync(_first));
        Assert.Equal([current.Id], await VersionsAsync(_second));
    }

    [Fact]
    public async Task A_query_goes_on_in_the_next_store_and_sends_nothing_twice()
    {
        var events = Enumerable.Range(0, 40).Select(i => _alice.Note($"{i}", T + i / 4)).ToList();
        foreach (var e in events)
            await AdmitAsync(e);
        var expected = await TestMirror.IdsAsync(_second);
        for (var after = 0; after < 40; after++)
        {
            _first.QueryFailsAfter = after;
            Assert.Equal(expected, await TestMirror.IdsAsync(_mirror));
            var some = new CollectingSink(fullEvery: 3);
            await _mirror.QueryEventsAsync(Query(new Filter { Limit = 30 }, new Filter { Until = T + 2, Limit = 5 }), some, default);
            var all = new CollectingSink();
            await _second.QueryEventsAsync(Query(new Filter { Limit = 30 }, new Filter { Until = T + 2, Limit = 5 }), all, default);
            Assert.Equal(all.Events.Select(static e => e.Id), some.Events.Select(static e => e.Id));
            Assert.Equal(40, await _mirror.CountEventsAsync(Query(new Filter()), default));
        }
        Assert.Equal([false, false], _record.IsBehind);
    }

    [Fact]
    public async Task A_store_that_misses_something_while_it_is_repaired_stays_behind_and_the_next_repair_succeeds()
    {
        _second.Failure = new IOException("no more");
        for (var i = 0; i < 10; i++)
            await AdmitAsync(_alice.Note($"{i}"));
        _second.Failure = null;
        _second.Answer = StoreResult.Failed("error: the disk is full");
        Assert.Equal(["store1"], await _mirror.RepairAsync(default));
        Assert.Equal([false, true], _record.IsBehind);
        _second.Answer = null;
        Assert.Empty(await _mirror.RepairAsync(default));
        await TestMirror.AssertSameAsync(_first, _second);
    }

    [Fact]
    public async Task The_repair_in_the_background_begins_by_itself_and_waits_longer_after_each_failure()
    {
        _mirror.BeginRepairs();
        await _time.TimerAsync(TimeSpan.FromSeconds(1));
        _second.Failure = new IOException("no more");
        await AdmitAsync(_alice.Note());
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await _time.TimerAsync(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(2, _log.All.Count(static line => line.Contains("is being repaired", StringComparison.Ordinal)));
        _second.Failure = null;
        while (_record.IsBehind[1])
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await _time.TimerAsync(TimeSpan.FromSeconds(1));
        }
        await TestMirror.AssertSameAsync(_first, _second);
        Assert.Contains(_log.All, static line => line.Contains("The mirror store1 is in step: 1 events copied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deletions_that_reached_only_one_store_take_effect_in_all_and_what_hooks_protected_stays()
    {
        var (deleted, spared, version) = (_alice.Note("deleted"), _alice.Note("spared"), _alice.Event(30023, at: T, tags: ["d", "x"]));
        foreach (var e in new[] { deleted, spared, version })
            await AdmitAsync(e);
        _second.Failure = new IOException("no more");
        var request = _alice.Deletion(spared, version);
        await _mirror.DeleteEventAsync(new DeletionRequest(request, new HashSet<Bytes32> { spared.Id, version.Id }), default);
        _second.Failure = null;
        // As after a kill between the two stores.
        await _second.AdmitAsync(_alice.Deletion(deleted), default);

        Assert.Empty(await _mirror.RepairAsync(default));
        await TestMirror.AssertSameAsync(_first, _second);
        Assert.All(new[] { _first, _second }, store => Assert.True(
            store.Contains(spared.Id) && store.Contains(version.Id) && store.Contains(request.Id) && !store.Contains(deleted.Id)));
    }

    [Fact]
    public async Task The_end_is_noted_when_nothing_is_being_written()
    {
        await AdmitAsync(_alice.Note());
        Assert.False(_record.HasEnded);
        await _mirror.EndAsync();
        Assert.True(_record.HasEnded);
    }

    [Fact]
    public async Task Removed_events_are_announced_once_by_the_store_that_is_read()
    {
        var listener = new RecordingListener(wantsRemoved: true);
        ((IComposedStore)_mirror).Listen(listener);
        var note = _alice.Note();
        await AdmitAsync(note);
        await _mirror.RemoveEventsAsync([note.Id], default);
        Assert.Equal([note.Id], listener.Removed.Select(static e => e.Id));
    }

    const long T = 1_700_000_000;

    ValueTask<StoreResult> AdmitAsync(NostrEvent e) => _mirror.AdmitAsync(e, default);

    static EventQuery Query(params Filter[] filters) => new() { Filters = filters, Visibility = Visibility.Everything };

    static async Task<IEnumerable<Bytes32>> VersionsAsync(ISequencedStore store)
    {
        var sink = new CollectingSink();
        await store.QueryEventsAsync(Query(new Filter { Kinds = [0] }), sink, default);
        return sink.Events.Select(static e => e.Id);
    }
}
