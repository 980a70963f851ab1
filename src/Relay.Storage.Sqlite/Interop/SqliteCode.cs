namespace Relay.Storage.Sqlite;

/// <summary>Result codes of SQLite that the store tells apart. An extended code has its primary code in the lowest 8 bits.</summary>
enum SqliteCode
{
    Ok = 0,
    Error = 1,
    Permission = 3,
    Busy = 5,
    Locked = 6,
    OutOfMemory = 7,
    ReadOnly = 8,
    Interrupted = 9,
    InputOutput = 10,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    NotADatabase = 26,
    Row = 100,
    Done = 101,

    /// <summary>The disk did not confirm what was written to it.</summary>
    SyncFailed = InputOutput | 4 << 8,

    /// <summary>The file with the index of the write-ahead log cannot grow.</summary>
    IndexOfLogFull = InputOutput | 19 << 8,
}
