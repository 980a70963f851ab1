using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Removes what has expired and what requests to vanish cover, never much faster than index and log forget it: so what is removed does not
/// fill the disk that it is to empty.
/// </summary>
sealed class Housekeeping
{
    /// <summary>
    /// Removed events that index and log have not forgotten, beyond which a pass comes first, where writing is in trouble.
    /// </summary>
    const int MaxUnforgottenInTrouble = 1_000;

    /// <summary>Requests to vanish, and events that they cover, which are looked for at a time.</summary>
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

    // Everything before it is swept.
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

    /// <summary>Removes what has expired. What fails is tried again the next time.</summary>
    public async Task SweepAsync()
    {
        // Set back, the clock may let events come in that expire before what was swept last.
        if ((long)_swept.Key > Now)
            _swept = default;
        while (!_stopping.IsCancellationRequested && HasExpired())
        {
            if (!await ForgetFirstAsync())
                return;
            var sweep = new SweepJob(_swept);
            _writer.Enqueue(sweep);
            if (await sweep.Task is not { } next)
                return;
            _swept = next;
        }
    }

    /// <summary>
    /// Erases everything that was asked for. A flood of requests takes one thread, and meanwhile nothing of their keys is visible.
    /// </summary>
    public async Task EraseAllAsync()
    {
        while (_tail.Current.Vanishing.Count > 0)
        {
            var (requests, found) = await StoreThread.Run(FindSome);
            await EraseAsync(requests, found);
        }
    }

    long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Whether a sweep would find anything, so that quiet stores write nothing.</summary>
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
        StoreLog.Erased(_logger, found.Count, requests.Count);
    }

    /// <summary>The events of some requests: as many requests as have a fair number of them.</summary>
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

    /// <summary>Lets index and log forget what was removed, if that is much; false if they cannot.</summary>
    async Task<bool> ForgetFirstAsync()
    {
        var most = _bounds.MaxUnforgotten;
        if (_health.Condition.State != StoreState.Healthy)
            most = Math.Min(most, MaxUnforgottenInTrouble);
        if (_tail.Current.Unforgotten < most)
            return true;
        // Where it fails for what is to be added, what was removed is forgotten all the same.
        await _pass();
        return _tail.Current.Unforgotten < most;
    }

    /// <summary>A moment, for what failed and is tried again.</summary>
    async Task PauseAsync()
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = _time.CreateTimer(_ => passed.TrySetResult(), null, Pause, Timeout.InfiniteTimeSpan);
        await passed.Task.WaitAsync(_stopping);
    }
}
