using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Moves old events from the first store of an <see cref="ArchiveStore"/> to its archives: copied, committed, then removed. A crash leaves
/// them in both, where queries send them once, and they are moved again. It rests as long as it works.
/// </summary>
sealed class ArchiveMoves(
    IEventStore first, IReadOnlyList<ArchivedStore> archives, ArchiveBound bound, RunningQueries queries, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    /// <summary>The longest that events stay in both stores for a query that began before.</summary>
    static readonly TimeSpan LongestQuery = TimeSpan.FromSeconds(60);

    readonly CancellationTokenSource _stopping = new();
    readonly SemaphoreSlim _running = new(1, 1);
    readonly Backoff _failures = new(time);
    readonly long[] _movedUpTo = [.. archives.Select(static _ => long.MinValue)];

    // Those of the last batch, too: a store may announce its removal late.
    ConcurrentDictionary<Bytes32, bool> _moving = [];
    ConcurrentDictionary<Bytes32, bool> _moved = [];
    Task _loop = Task.CompletedTask;

    public void Begin() => _loop = LoopAsync();

    public bool IsMoving(Bytes32 id) => _moving.ContainsKey(id) || _moved.ContainsKey(id);

    /// <summary>Moves all that is old enough, at once. Returns the number of events.</summary>
    public async Task<long> RunAsync(CancellationToken cancel)
    {
        var (moved, failure) = await MoveAllAsync(RepairPace.None, cancel);
        failure?.Throw();
        return moved;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task LoopAsync()
    {
        await Task.Yield();
        while (!_stopping.IsCancellationRequested)
        {
            if (!_failures.IsWaiting)
            {
                if ((await MoveAllAsync(new RepairPace(time), _stopping.Token)).Failure is null)
                    _failures.Succeeded();
                else
                    _failures.Failed();
            }
            await Task.Delay(Tick, time, _stopping.Token);
        }
    }

    /// <summary>An archive that fails does not keep the others waiting.</summary>
    async Task<(long Moved, ExceptionDispatchInfo? Failure)> MoveAllAsync(RepairPace pace, CancellationToken cancel)
    {
        await _running.WaitAsync(cancel);
        try
        {
            var (moved, failure) = (0L, default(ExceptionDispatchInfo));
            var late = bound.TakeLate();
            for (var i = 0; i < archives.Count; i++)
            {
                var upTo = time.GetUtcNow().ToUnixTimeSeconds() - (long)archives[i].OlderThan.TotalSeconds;
                // Nothing came from before what was looked through, unless it was noted as late.
                var since = Math.Min(_movedUpTo[i], late);
                bound.Look(upTo);
                try
                {
                    moved += await MoveAsync(archives[i], since, upTo, pace, cancel);
                    _movedUpTo[i] = upTo;
                }
                catch (Exception exception) when (!cancel.IsCancellationRequested)
                {
                    bound.NoteLate(since);
                    failure ??= ExceptionDispatchInfo.Capture(exception);
                    ArchiveMessages.MoveFailed(
                        logger, archives[i].Route.Name, exception is StoreBrokenException ? null : exception);
                }
            }
            return (moved, failure);
        }
        finally
        {
            _running.Release();
        }
    }

    async Task<long> MoveAsync(ArchivedStore archive, long since, long upTo, RepairPace pace, CancellationToken cancel)
    {
        var (moved, keptOut) = (0L, 0L);
        for (EventPosition? after = null; ;)
        {
            var block = new MoveBlock(archive, after);
            var filter = archive.Filter with { Since = Math.Max(0, since), Until = Math.Min(upTo, after?.CreatedAt ?? long.MaxValue) };
            if (filter.MatchesNothing)
                break;
            await first.QueryEventsAsync(
                new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, block, cancel);
            if (block.Events.Count == 0)
                break;
            after = EventPosition.Of(block.Events[^1].View);
            var done = await MoveAsync(archive, block.Events, cancel);
            (moved, keptOut) = (moved + done, keptOut + block.Events.Count - done);
            await pace.RestAsync(cancel);
        }
        if (moved > 0)
            ArchiveMessages.Moved(logger, moved, archive.Route.Name);
        if (keptOut > 0)
            ArchiveMessages.KeptOut(logger, archive.Route.Name, keptOut);
        return moved;
    }

    async Task<int> MoveAsync(ArchivedStore archive, List<NostrEvent> events, CancellationToken cancel)
    {
        (_moved, _moving) = (_moving, new(events.Select(static e => KeyValuePair.Create(e.Id, true))));
        // Before the copy: a query that begins from now on asks the archive, too.
        bound.Raise(events[0].CreatedAt);
        var results = await archive.Store.BackfillAsync(events, cancel);
        var copied = new List<NostrEvent>();
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Status == StoreStatus.Failed)
                throw new IOException($"the archive {archive.Route.Name} does not take an event: {results[i].Message}");
            if (results[i].IsAccepted)
                copied.Add(events[i]);
        }
        await queries.PassAsync(LongestQuery, cancel);
        // What was removed from both before it was copied must not come back.
        var (gone, there) = (new List<Bytes32>(), new List<Bytes32>());
        foreach (var e in copied)
            (await first.ContainsAsync(e.Id, cancel) ? there : gone).Add(e.Id);
        if (gone.Count > 0)
            await archive.Store.RemoveEventsAsync(gone, cancel);
        await first.RemoveEventsAsync(there, cancel);
        return copied.Count;
    }
}
