using Microsoft.Extensions.Logging;

namespace Relay.Storage.Sqlite;

/// <summary>The log messages of the store in SQLite, with ids 2200 to 2299.</summary>
static partial class SqliteMessages
{
    [LoggerMessage(2200, LogLevel.Warning,
        "Copying events.sqlite-wal into events.sqlite failed, so it grows. Every event that was answered with OK is on disk")]
    public static partial void CopyFailed(ILogger logger, Exception exception);

    [LoggerMessage(2201, LogLevel.Warning,
        "Another program has read events.sqlite for a long time, so events.sqlite-wal has grown to {MiB} MiB")]
    public static partial void ReaderTooLong(ILogger logger, long miB);

    [LoggerMessage(2202, LogLevel.Information, "The store was not closed properly: events.sqlite is checked")]
    public static partial void Checking(ILogger logger);

    [LoggerMessage(2203, LogLevel.Warning,
        "Checking events.sqlite takes longer than {Seconds} s: what was checked is sound. "
        + "To check all of it, stop the relay and run sqlite3 events.sqlite 'PRAGMA quick_check'")]
    public static partial void CheckBrokenOff(ILogger logger, long seconds);
}
