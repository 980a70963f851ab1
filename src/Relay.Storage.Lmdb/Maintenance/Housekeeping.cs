using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Removes expired events, events covered by requests to vanish, and those that the operator wants removed. It waits until index and log
/// have forgotten what it removed earlier, because removed events would otherwise fill the disk they should free.
/// </summary>
sealed class Housekeeping
{
    /// <summary>The most unforgotten removed events before a pass is due, if writing is in trouble.</summary>
    const int MaxUnforgottenInTrouble = 1_000;

    /// <summary>The most requests to vanish, and the number of their events, that are handled at a time.</summary>
    const int MostRequests = 256, EnoughEvents = 10_000;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly EventLog _log;
    readonly PostingIndex _index;
    readonly TailHolder _tail;
    readonly EventWriter _writer;
    readonly StoreHealth _health;
    readonly StoreBounds _bounds;
    readonly Func<Task<bool>> _pass;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly CancellationToken _stopping;

    // All expirations before this one are swept.
    NumberedKey _swept;

    public Housekeeping(
        EventLog log, PostingIndex index, TailHolder tail, EventWriter writer, StoreHealth health, StoreBounds bounds,
        Func<Task<bool>> pass, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        _log = log;
        _index = index;
        _tail = tail;
        _writer = writer;
        _health = health;
        _bounds = bounds;
        _pass = pass;
        _time = time;
        _logger = logger;
        _stopping = stopping;
    }

    /// <summary>Removes expired events. If that fails it is tried again at the next tick.</summary>
    public async Task SweepAsync()
    {
        // If the clock was set back, new events may expire before those swept last.
        if ((long)_swept.Key > Now)
            _swept = default;
        while (!_stopping.IsCancellationRequested && HasExpired())
        {
            if (!await ForgetFirstAsync())
                return;
            var sweep = new ExpiryJob(_swept);
            _writer.Enqueue(sweep);
            if (await sweep.Task is not { } next)
                return;
            _swept = next;
        }
    }

    /// <summary>Erases the events of all requests to vanish. Many requests take one thread; their events are invisible meanwhile.</summary>
    public async Task EraseAllAsync()
    {
        while (_tail.Current.Vanishing.Count > 0)
        {
            var (requests, found) = await StoreThread.Run(FindSome);
            await EraseAsync(requests, found);
        }
    }

    /// <summary>Removes events by their ids, at most 1,000 in a commit, without tombstones. Returns how many were stored.</summary>
    public async Task<int> RemoveAsync(ReadOnlyMemory<Bytes32> ids, CancellationToken cancel)
    {
        var removed = 0;
        while (!ids.IsEmpty)
        {
            cancel.ThrowIfCancellationRequested();
            _stopping.ThrowIfCancellationRequested();
            _health.ThrowIfBroken();
            if (!await ForgetFirstAsync())
                throw new IOException("the index cannot be written, so removed events would not free any room");
            var job = new RemoveJob(ids[..Math.Min(ids.Length, EventWriter.MaxMoved)]);
            _writer.Enqueue(job);
            var (looked, found) = await job.Task;
            ids = ids[looked..];
            removed += found;
        }
        return removed;
    }

    long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Whether a sweep would find anything, so that a quiet store writes nothing.</summary>
    bool HasExpired()
    {
        using var view = new StoreView(_tail, _index, _log);
        return ExpiredEvents.TryFirst(view, _swept, Now, out _);
    }

    async Task EraseAsync(List<Vanishing> requests, List<long> found)
    {
        ReadOnlyMemory<long> rest = found.ToArray();
        while (true)
        {
            _stopping.ThrowIfCancellationRequested();
            _health.ThrowIfBroken();
            var erased = -1;
            if (await ForgetFirstAsync())
            {
                var job = new EraseJob(requests, rest);
                _writer.Enqueue(job);
                erased = await job.Task;
            }
            if (erased < 0)
                await PauseAsync();
            else if ((rest = rest[erased..]).IsEmpty)
                break;
        }
        StoreMessages.Erased(_logger, found.Count, requests.Count);
    }

    /// <summary>Finds the events of some requests: at most 256 requests, and no further request once 10,000 events are found.</summary>
    (List<Vanishing> Requests, List<long> Found) FindSome()
    {
        var requests = new List<Vanishing>();
        var found = new List<long>();
        using var view = new StoreView(_tail, _index, _log);
        foreach (var (_, request) in view.Tail.Vanishing)
        {
            if (requests.Count == MostRequests || found.Count >= EnoughEvents)
                break;
            requests.Add(request);
            Erasure.FindAll(view, request, found);
        }
        return (requests, found);
    }

    /// <summary>Runs a pass if too many removed events are unforgotten. False if there are still too many.</summary>
    async Task<bool> ForgetFirstAsync()
    {
        var most = _bounds.MaxUnforgotten;
        if (_health.Condition.State != StoreState.Healthy)
            most = Math.Min(most, MaxUnforgottenInTrouble);
        if (_tail.Current.Unforgotten < most)
            return true;
        // If the pass fails for the events to add, it may still have forgotten removed ones.
        await _pass();
        return _tail.Current.Unforgotten < most;
    }

    /// <summary>Waits a second before a failed operation is tried again.</summary>
    async Task PauseAsync()
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = _time.CreateTimer(_ => passed.TrySetResult(), null, Pause, Timeout.InfiniteTimeSpan);
        await passed.Task.WaitAsync(_stopping);
    }
}
