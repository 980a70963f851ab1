using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Runs the hooks for removed events, one event after the other, apart from everything else. What waits is not bounded:
/// it exists only where such hooks do, and losing a removal would be worse.
/// </summary>
sealed class RemovalAnnouncer : ICommitListener, IAsyncDisposable
{
    readonly HookPipeline _pipeline;
    readonly RelayMetrics _metrics;
    readonly ILogger _logger;
    readonly Channel<NostrEvent> _removed = Channel.CreateUnbounded<NostrEvent>(new() { SingleReader = true });
    readonly Task _worker;

    internal RemovalAnnouncer(HookPipeline pipeline, RelayMetrics metrics, ILogger logger)
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
            _removed.Writer.TryWrite(e);
    }

    /// <summary>Completes when the hooks have run for everything removed so far.</summary>
    public ValueTask DisposeAsync()
    {
        _removed.Writer.TryComplete();
        return new(_worker);
    }

    async Task AnnounceAsync()
    {
        await foreach (var e in _removed.Reader.ReadAllAsync())
        {
            try
            {
                await _pipeline.OnEventDeletedAsync(e, CancellationToken.None);
            }
            catch (Exception exception)
            {
                _metrics.HookFailed();
                _logger.HookFailed(exception, 0, nameof(IEventDeletedHook));
            }
        }
    }
}
