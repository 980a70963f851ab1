using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>The store's log messages, with ids 2000 to 2099.</summary>
static partial class StoreMessages
{
    [LoggerMessage(2000, LogLevel.Error, "A transaction of {Jobs} jobs failed; the clients got an error for its events")]
    public static partial void CommitFailed(ILogger logger, int jobs, Exception exception);

    [LoggerMessage(2001, LogLevel.Critical,
        "A transaction failed after {Events} of its events had been answered with OK; these events are lost")]
    public static partial void LostAnswered(ILogger logger, int events, Exception exception);

    [LoggerMessage(2003, LogLevel.Debug, "Indexed {Events} events and forgot {Removed} in {Milliseconds} ms")]
    public static partial void Indexed(ILogger logger, int events, int removed, long milliseconds);

    [LoggerMessage(2004, LogLevel.Warning, "The index is rebuilt from the log: {Reason}")]
    public static partial void Rebuilding(ILogger logger, string reason);

    [LoggerMessage(2018, LogLevel.Warning, "The store was not closed properly, and checking {File} takes longer than {Seconds} s: "
        + "{Met} of {Pages} pages were checked and are sound. To check all of them, stop the relay and run relay info --check")]
    public static partial void WalkBrokenOff(ILogger logger, string file, long met, long pages, long seconds);

    [LoggerMessage(2019, LogLevel.Warning, "The address space has no room for two maps of Relay:Store:Lmdb:MapSizeGiB = {Wanted}: "
        + "the relay reserves {Taken} GiB for each file, which cannot grow beyond that")]
    public static partial void MapReduced(ILogger logger, long wanted, long taken);

    [LoggerMessage(2005, LogLevel.Information, "Indexed {Done} of {Total} events")]
    public static partial void RebuildProgress(ILogger logger, long done, long total);

    [LoggerMessage(2008, LogLevel.Debug, "Erased {Events} events of {Keys} keys that asked to vanish")]
    public static partial void Erased(ILogger logger, int events, int keys);

    [LoggerMessage(2009, LogLevel.Error, "Removing expired events, or events of keys that asked to vanish, failed; the relay tries again")]
    public static partial void MaintenanceFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        2015, LogLevel.Warning,
        "Process {Process} has held a snapshot of the store's {Environment} for {Seconds} s and {Commits} commits: its file grows")]
    public static partial void ReaderTooLong(ILogger logger, int process, string environment, long seconds, long commits);

    [LoggerMessage(2020, LogLevel.Warning, "The store in {Path} was closed, and a relay still uses it: every event and query is refused")]
    public static partial void UsedAfterEnd(ILogger logger, string path);

    [LoggerMessage(2016, LogLevel.Error, "The relay cannot find out which processes read the store")]
    public static partial void ReadersUnknown(ILogger logger, Exception exception);
}
