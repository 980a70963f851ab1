using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>Watches the readers of the store's two environments, in this process and in others.</summary>
sealed class StoreReaders(EventLog log, PostingIndex index, TimeProvider time, ILogger logger)
{
    readonly Lock _gate = new();
    bool _hasFailed;

    public EnvironmentReaders Log { get; } = new(log.Environment, "log", time, logger);

    public EnvironmentReaders Index { get; } = new(index.Environment, "index", time, logger);

    /// <summary>Looks at both environments, unless another thread is doing so.</summary>
    public void Look()
    {
        if (!_gate.TryEnter())
            return;
        try
        {
            Log.Look();
            Index.Look();
            _hasFailed = false;
        }
        catch (LmdbException exception)
        {
            // This runs every second. One log line is enough until it works again.
            if (!_hasFailed)
                StoreMessages.ReadersUnknown(logger, exception);
            _hasFailed = true;
        }
        finally
        {
            _gate.Exit();
        }
    }
}
