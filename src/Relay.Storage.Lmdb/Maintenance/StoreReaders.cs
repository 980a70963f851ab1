using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>Looks after those that read the store's two environments, whatever process they are in.</summary>
sealed class StoreReaders(EventLog log, PostingIndex index, TimeProvider time, ILogger logger)
{
    readonly Lock _gate = new();
    bool _hasFailed;

    public EnvironmentReaders Log { get; } = new(log.Environment, "log", time, logger);

    public EnvironmentReaders Index { get; } = new(index.Environment, "index", time, logger);

    /// <summary>One look at both; nothing if another is going on.</summary>
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
            // Every second anew: one line is enough until it works again.
            if (!_hasFailed)
                StoreLog.ReadersUnknown(logger, exception);
            _hasFailed = true;
        }
        finally
        {
            _gate.Exit();
        }
    }
}
