using Relay.Core;

namespace Relay.Storage.Sqlite;

/// <summary>The meaning of failures of SQLite: for a store that is open, and for one that does not open.</summary>
static class SqliteFaults
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
            _ when failure.IsOutOfRoom => EngineFailure.DiskFull,
            SqliteCode.Busy or SqliteCode.Locked => new(
                "another program has locked events.sqlite", "error: the relay's database is locked"),
            SqliteCode.ReadOnly => new("events.sqlite or its file system is read-only", DiskFailed),
            SqliteCode.InputOutput => new("the disk failed (input/output error)", DiskFailed),
            SqliteCode.CannotOpen or SqliteCode.Permission => new("a file of the store cannot be opened", DiskFailed),
            _ => EngineFailure.Unknown,
        };

    /// <summary>The line for the operator if a file does not open.</summary>
    public static StoreException AtOpening(string path, SqliteException exception) => exception.Code switch
    {
        SqliteCode.NotADatabase => new($"{path} is not an SQLite database: choose another folder, or put a copy back.", exception),
        SqliteCode.Corrupt => Damaged(path, exception.Message),
        SqliteCode.Busy or SqliteCode.Locked => new($"Another program has locked {path}: end it, then start again.", exception),
        SqliteCode.ReadOnly => new($"{path} cannot be written: it, its folder or its file system is read-only.", exception),
        SqliteCode.CannotOpen or SqliteCode.Permission => new(
            $"{path} cannot be opened: check that this user may read and write it and its folder.", exception),
        _ when exception.IsOutOfRoom => new($"The disk has no room for {path}: make some, then start again.", exception),
        SqliteCode.InputOutput => new($"The disk failed while {path} was opened: {exception.Message}", exception),
        _ => new($"{path} cannot be opened: {exception.Message}", exception),
    };

    /// <summary>The line for the operator if a file is damaged.</summary>
    public static StoreException Damaged(string path, string problem) => new(
        $"{path} is damaged ({problem}): put a copy back, or save what can be read with: sqlite3 {path} .recover");
}
