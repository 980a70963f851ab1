using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Runs the hooks for removed events, one event after the other, in a task of its own, each within the deadline of hooks. The bytes that
/// wait are bounded. The store does not wait for hooks, so events beyond the bound are dropped, logged and counted.
/// </summary>
sealed class RemovalAnnouncer : ICommitListener
{
    /// <summary>
    /// The most bytes that wait: far more than a request to vanish that erases 10,000 notes, and little compared with a relay's memory.
    /// </summary>
    public const int MaxWaitingBytes = 32 * 1024 * 1024;

    readonly HookPipeline _pipeline;
    readonly RelayMetrics _metrics;
    readonly ILogger _logger;
    readonly Channel<NostrEvent> _removed = Channel.CreateUnbounded<NostrEvent>(new() { SingleReader = true });
    readonly CancellationTokenSource _stopped = new();
    readonly Task _worker;
    long _waitingBytes;
    int _waiting;
    bool _isDropping;

    public RemovalAnnouncer(HookPipeline pipeline, RelayMetrics metrics, ILogger logger)
    {
        _pipeline = pipeline;
        _metrics = metrics;
        _logger = logger;
        _worker = pipeline.HasEventDeleted ? Task.Run(AnnounceAsync) : Task.CompletedTask;
    }

    public bool WantsRemoved => _pipeline.HasEventDeleted;

    public void OnCommitted(CommittedBatch batch)
    {
        foreach (var e in batch.Removed)
            Add(e);
    }

    /// <summary>
    /// Completes when the hooks have run for everything removed so far, or after <paramref name="patience"/>. False if hooks were not told
    /// of all events.
    /// </summary>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        _removed.Writer.TryComplete();
        await _worker.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isDone = _worker.IsCompleted;
        HookRunner.Observe(_stopped.CancelAsync());
        return isDone;
    }

    void Add(NostrEvent e)
    {
        if (Interlocked.Read(ref _waitingBytes) + e.Record.Length > MaxWaitingBytes)
        {
            _metrics.RemovalDropped();
            if (!Volatile.Read(ref _isDropping))
                _logger.RemovalsDropped(Volatile.Read(ref _waiting));
            Volatile.Write(ref _isDropping, true);
            return;
        }
        if (!_removed.Writer.TryWrite(e))
            return;
        Interlocked.Add(ref _waitingBytes, e.Record.Length);
        Interlocked.Increment(ref _waiting);
    }

    async Task AnnounceAsync()
    {
        await foreach (var e in _removed.Reader.ReadAllAsync())
        {
            if (_stopped.IsCancellationRequested)
                return;
            await _pipeline.OnEventDeletedAsync(e, _stopped.Token);
            Interlocked.Add(ref _waitingBytes, -e.Record.Length);
            // Dropping is reported again only after all waiting events were handled.
            if (Interlocked.Decrement(ref _waiting) == 0)
                Volatile.Write(ref _isDropping, false);
        }
    }
}
