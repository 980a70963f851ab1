using Relay.Core;

namespace Relay.Storage.Sqlite;

/// <summary>What failures of SQLite mean for a store that is open.</summary>
static class SqliteFailures
{
    const string DiskFailed = "error: the disk failed";

    /// <summary>Judges an exception of a read or a commit.</summary>
    public static EngineFailure Judge(Exception exception) => exception is not SqliteException failure
        ? EngineFailure.Unknown
        : failure.Code switch
        {
            // Nobody knows what of the log is on disk, and the system may report such a failure only once.
            _ when failure.Extended == (int)SqliteCode.SyncFailed => new("the disk failed at a commit", DiskFailed, IsFinal: true),
            SqliteCode.Corrupt or SqliteCode.NotADatabase => new("events.sqlite is damaged", DiskFailed, IsFinal: true),
            SqliteCode.Full => EngineFailure.DiskFull,
            SqliteCode.Busy or SqliteCode.Locked => new(
                "another program has locked events.sqlite", "error: the relay's database is locked"),
            SqliteCode.ReadOnly => new("events.sqlite cannot be written: it, or its file system, is read-only", DiskFailed),
            SqliteCode.InputOutput => new("the disk failed (input/output error)", DiskFailed),
            SqliteCode.CannotOpen or SqliteCode.Permission => new("a file of the store cannot be opened", DiskFailed),
            _ => EngineFailure.Unknown,
        };
}
