using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>The store's log messages; ids 2000 to 2099.</summary>
static partial class StoreLog
{
    [LoggerMessage(2000, LogLevel.Error, "A transaction of {Jobs} jobs failed; their events were answered with an error")]
    internal static partial void CommitFailed(ILogger logger, int jobs, Exception exception);

    [LoggerMessage(2001, LogLevel.Critical, "A transaction failed after {Events} of its events had been answered; they are lost")]
    internal static partial void LostAnswered(ILogger logger, int events, Exception exception);

    [LoggerMessage(2002, LogLevel.Error, "An indexing pass failed; it is tried again")]
    internal static partial void IndexingFailed(ILogger logger, Exception exception);

    [LoggerMessage(2003, LogLevel.Debug, "Indexed {Events} events and forgot {Removed} in {Milliseconds} ms")]
    internal static partial void Indexed(ILogger logger, int events, int removed, long milliseconds);

    [LoggerMessage(2004, LogLevel.Warning, "The index is rebuilt from the log: {Reason}")]
    internal static partial void Rebuilding(ILogger logger, string reason);

    [LoggerMessage(2005, LogLevel.Information, "Indexed {Done} of {Total} events")]
    internal static partial void RebuildProgress(ILogger logger, long done, long total);

    [LoggerMessage(2006, LogLevel.Warning, "Less than {MiB} MiB of disk are free: new events are refused")]
    internal static partial void DiskLow(ILogger logger, int miB);

    [LoggerMessage(2007, LogLevel.Information, "Enough disk is free again: new events are taken")]
    internal static partial void DiskEnough(ILogger logger);

    [LoggerMessage(2008, LogLevel.Debug, "Erased {Events} events of {Keys} keys that asked to vanish")]
    internal static partial void Erased(ILogger logger, int events, int keys);

    [LoggerMessage(2009, LogLevel.Error, "A sweep or an erasure failed; it is tried again")]
    internal static partial void MaintenanceFailed(ILogger logger, Exception exception);

    [LoggerMessage(2010, LogLevel.Error, "A command that came through the control socket failed")]
    internal static partial void ControlFailed(ILogger logger, Exception exception);
}
