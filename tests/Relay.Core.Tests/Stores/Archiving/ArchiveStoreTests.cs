using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>What an archive and its first store do at the moments between, and when one of them fails.</summary>
public sealed class ArchiveStoreTests : IAsyncLifetime
{
    const long Day = 24 * 3600;

    readonly FakeTime _time = new();
    readonly Author _alice = new();
    readonly LogLines _log = new();
    FaultyStore _first = null!;
    FaultyStore _archive = null!;
    ArchiveStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        (_first, _archive) = (new FaultyStore(new InMemoryStore(_time)), new FaultyStore(new InMemoryStore(_time)));
        _store = await OpenAsync();
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Events_go_there_on_the_second_when_they_are_old_enough_and_only_regular_ones()
    {
        var note = _alice.Note("note", _time.Now - Day + 1);
        NostrEvent[] staying =
        [
            _alice.Event(0, at: 1), _alice.Event(30023, at: 1, tags: ["d", "x"]), _alice.Deletion(note), _alice.Note("new", _time.Now),
        ];
        foreach (var e in staying.Append(note).Where(static e => e.Kind != Kind.Deletion))
            Assert.Equal(StoreStatus.Stored, (await AdmitAsync(e)).Status);
        Assert.Equal(0, await _store.MoveAsync(default));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _store.MoveAsync(default));
        Assert.True(_archive.Contains(note.Id) && !_first.Contains(note.Id));
        Assert.Equal(StoreStatus.Duplicate, (await AdmitAsync(note)).Status);
        Assert.Equal(StoreStatus.Duplicate, (await _store.BackfillAsync([note], default))[0].Status);
        Assert.False(_first.Contains(note.Id));
        Assert.Equal(4, await CountAsync(new Filter()));
    }

    [Fact]
    public async Task What_is_published_late_goes_there_too()
    {
        await _store.MoveAsync(default);
        var late = _alice.Note("late", 1000);
        await AdmitAsync(late);
        var history = _alice.Note("history", 900);
        await _store.BackfillAsync([history], default);
        Assert.Equal(2, await _store.MoveAsync(default));
        Assert.Equal([late.Id, history.Id], await TestMirror.IdsAsync(_store));
    }

    [Fact]
    public async Task After_a_crash_between_copy_and_removal_events_are_found_once_and_moved_again()
    {
        var notes = Enumerable.Range(0, 20).Select(i => _alice.Note($"{i}", 1000 + i)).ToList();
        foreach (var e in notes)
            await _first.AdmitAsync(e, default);
        await _archive.BackfillAsync(notes, default);
        _store = await OpenAsync();
        Assert.Equal(notes.Select(static e => e.Id).Reverse(), await TestMirror.IdsAsync(_store));
        Assert.Equal(20, await CountAsync(new Filter()));
        Assert.Equal(20, await CountAsync(new Filter { Limit = 3 }));
        var log = new CollectingSink();
        await _store.ReadAllAsync(log);
        Assert.Equal(20, log.Events.Count);

        Assert.Equal(20, await _store.MoveAsync(default));
        Assert.Empty(await TestMirror.IdsAsync(_first));
        Assert.Equal(20, await CountAsync(new Filter()));
    }

    [Fact]
    public async Task Queries_ask_the_archive_only_if_they_reach_it()
    {
        var old = _alice.Note("old", 1000);
        var fresh = _alice.Note("fresh", _time.Now);
        await AdmitAsync(old);
        await AdmitAsync(fresh);
        await _store.MoveAsync(default);
        _archive.Failure = new StoreBrokenException();

        Assert.Equal([fresh.Id], await IdsAsync(new Filter { Limit = 1 }));
        Assert.Equal([fresh.Id], await IdsAsync(new Filter { Since = 1001 }));
        Assert.Equal(1, await CountAsync(new Filter { Since = 1001 }));
        var sink = new CollectingSink();
        var query = _store.QueryEventsAsync(Query(new Filter()), sink, default).AsTask();
        var failure = await Assert.ThrowsAsync<StoreBrokenException>(() => query);
        Assert.Equal(RouterStore.Partial, failure.Message);
        Assert.Equal(fresh.Id, Assert.Single(sink.Events).Id);
        await Assert.ThrowsAsync<StoreBrokenException>(() => CountAsync(new Filter()));
    }

    [Fact]
    public async Task A_query_that_runs_finds_what_is_moved_meanwhile()
    {
        var notes = Enumerable.Range(0, 300).Select(i => _alice.Note($"{i}", 1000 + i)).ToList();
        foreach (var e in notes)
            await AdmitAsync(e);
        var reader = new SlowReader();
        var query = _store.QueryEventsAsync(Query(new Filter()), reader, default).AsTask();
        await reader.Waiting.Within("the query");
        var moving = _store.MoveAsync(default);
        Assert.False(moving.IsCompleted);
        reader.GoOn();
        await query.Within("the query");
        Assert.Equal(300, await moving.Within("the move"));
        Assert.Equal(notes.Select(static e => e.Id).Reverse(), reader.Events);
    }

    [Fact]
    public async Task A_query_that_takes_longer_than_a_minute_ends_with_an_error()
    {
        var notes = Enumerable.Range(0, 300).Select(i => _alice.Note($"{i}", 1000 + i)).ToList();
        foreach (var e in notes)
            await AdmitAsync(e);
        var reader = new SlowReader();
        var query = _store.QueryEventsAsync(Query(new Filter()), reader, default).AsTask();
        await reader.Waiting.Within("the query");
        var moving = _store.MoveAsync(default);
        await _time.TimerAsync(TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(300, await moving.Within("the move"));
        reader.GoOn();
        Assert.Equal(ArchiveStore.Overtaken, (await Assert.ThrowsAsync<StoreBrokenException>(() => query.Within("the query"))).Message);
    }

    [Fact]
    public async Task What_is_removed_while_it_is_moved_does_not_come_back()
    {
        var (deleted, removed, moved) = (_alice.Note("deleted", 1000), _alice.Note("removed", 1001), _alice.Note("moved", 1002));
        foreach (var e in new[] { deleted, removed, moved })
            await AdmitAsync(e);
        var copied = new TaskCompletionSource();
        _archive.Hanging = copied.Task;
        var moving = _store.MoveAsync(default);
        _archive.Hanging = null;
        await AdmitAsync(_alice.Deletion(deleted));
        await _store.RemoveEventsAsync([removed.Id], default);
        copied.SetResult();
        await moving.Within("the move");
        Assert.Equal([moved.Id], (await TestMirror.IdsAsync(_archive)).Where(id => id == moved.Id || id == deleted.Id || id == removed.Id));
    }

    [Fact]
    public async Task An_archive_that_fails_loses_nothing_and_the_move_is_tried_again()
    {
        var note = _alice.Note("note", 1000);
        await AdmitAsync(note);
        _archive.Answer = StoreResult.Failed("error: the disk is full");
        await Assert.ThrowsAsync<IOException>(() => _store.MoveAsync(default));
        Assert.True(_first.Contains(note.Id));
        _archive.Answer = null;
        Assert.Equal(1, await _store.MoveAsync(default));
        Assert.Contains(_log.All, static line => line.Contains("Moving events to the archive old failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deletion_takes_effect_in_the_first_store_while_the_archive_is_broken_and_reaches_it_later()
    {
        var (archived, fresh) = (_alice.Note("archived", 1000), _alice.Note("fresh", _time.Now));
        await AdmitAsync(archived);
        await AdmitAsync(fresh);
        await _store.MoveAsync(default);
        _archive.Failure = new StoreBrokenException();
        var request = _alice.Deletion(archived, fresh);
        Assert.Equal(StoreBrokenException.Refusal, (await AdmitAsync(request)).Message);
        Assert.False(_first.Contains(fresh.Id));
        _archive.Failure = null;
        Assert.True((await AdmitAsync(request)).IsAccepted);
        Assert.Equal([request.Id], await TestMirror.IdsAsync(_store));
    }

    [Fact]
    public async Task Moves_are_not_announced_as_removals_and_deletions_are()
    {
        var listener = new RecordingListener(wantsRemoved: true);
        ((IComposedStore)_store).Listen(listener);
        var (moved, deleted) = (_alice.Note("moved", 1000), _alice.Note("deleted", 1001));
        await AdmitAsync(moved);
        await AdmitAsync(deleted);
        await _store.MoveAsync(default);
        Assert.Empty(listener.Removed);
        await AdmitAsync(_alice.Deletion(deleted));
        Assert.Equal(deleted.Id, Assert.Single(listener.Removed).Id);
    }

    [Fact]
    public async Task The_worst_condition_is_told_with_the_name_of_its_store()
    {
        _archive.Condition = new StoreCondition(StoreState.Broken, "its disk failed");
        Assert.Equal(new StoreCondition(StoreState.Broken, "the archive old: its disk failed"), _store.Condition);
        Assert.Empty(await TestMirror.IdsAsync(_store));
    }

    ValueTask<ArchiveStore> OpenAsync() => ArchiveStore.OpenAsync(
        _first, "first", [new ArchivedStore(new StoreRoute(_archive) { Name = "old" }, TimeSpan.FromSeconds(Day))], _time, _log);

    ValueTask<StoreResult> AdmitAsync(NostrEvent e) => _store.AdmitAsync(e, default);

    async Task<long> CountAsync(Filter filter) => await _store.CountEventsAsync(Query(filter), default);

    async Task<IEnumerable<Bytes32>> IdsAsync(Filter filter)
    {
        var sink = new CollectingSink();
        await _store.QueryEventsAsync(Query(filter), sink, default);
        return sink.Events.Select(static e => e.Id);
    }

    static EventQuery Query(Filter filter) => new() { Filters = [filter], Visibility = Visibility.Everything };

    /// <summary>Takes one event, and the others when it is told to go on.</summary>
    sealed class SlowReader : IEventSink
    {
        readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<Bytes32> Events { get; } = [];

        public Task Waiting => _waiting.Task;

        public void GoOn() => _goOn.SetResult();

        public bool TryWrite(EventView e)
        {
            if (Events.Count == 1 && !_goOn.Task.IsCompleted)
                return false;
            Events.Add(e.Id);
            return true;
        }

        public async ValueTask WaitForRoomAsync(CancellationToken cancel)
        {
            _waiting.TrySetResult();
            await _goOn.Task;
        }
    }
}
