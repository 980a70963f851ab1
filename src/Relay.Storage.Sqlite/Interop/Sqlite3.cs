using System.Runtime.InteropServices;

namespace Relay.Storage.Sqlite;

/// <summary>The functions of SQLite that the store calls, in the library of the package SQLite.</summary>
static unsafe partial class Sqlite3
{
    const string Library = "e_sqlite3";

    // Flags of sqlite3_open_v2. A connection is used by one thread at a time, so SQLite needs no lock of its own for it.
    public const int OpenReadOnly = 1, OpenReadWrite = 2, OpenCreate = 4, OpenNoMutex = 0x8000, OpenExtendedCodes = 0x0200_0000;

    /// <summary>The statement is used for a long time.</summary>
    public const uint PreparePersistent = 1;

    /// <summary>Checkpoints as much as possible without waiting, or all of it and then begins the write-ahead log anew.</summary>
    public const int CheckpointPassive = 0, CheckpointTruncate = 3;

    /// <summary>Counts how often a statement was prepared again.</summary>
    public const int Preparations = 5;

    /// <summary>SQLite copies the bytes before the call returns.</summary>
    public const nint Transient = -1;

    [LibraryImport(Library)]
    public static partial int sqlite3_libversion_number();

    [LibraryImport(Library)]
    public static partial nint sqlite3_libversion();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sqlite3_open_v2(string path, out nint connection, int flags, nint vfs);

    [LibraryImport(Library)]
    public static partial int sqlite3_close_v2(nint connection);

    [LibraryImport(Library)]
    public static partial nint sqlite3_errmsg(nint connection);

    [LibraryImport(Library)]
    public static partial nint sqlite3_errstr(int code);

    [LibraryImport(Library)]
    public static partial int sqlite3_busy_timeout(nint connection, int milliseconds);

    [LibraryImport(Library)]
    public static partial int sqlite3_get_autocommit(nint connection);

    [LibraryImport(Library)]
    public static partial int sqlite3_prepare_v3(nint connection, byte* sql, int length, uint flags, out nint statement, nint tail);

    [LibraryImport(Library)]
    public static partial int sqlite3_finalize(nint statement);

    [LibraryImport(Library)]
    public static partial int sqlite3_step(nint statement);

    [LibraryImport(Library)]
    public static partial int sqlite3_reset(nint statement);

    [LibraryImport(Library)]
    public static partial int sqlite3_clear_bindings(nint statement);

    [LibraryImport(Library)]
    public static partial int sqlite3_stmt_status(nint statement, int counter, int reset);

    [LibraryImport(Library)]
    public static partial int sqlite3_bind_int64(nint statement, int index, long value);

    [LibraryImport(Library)]
    public static partial int sqlite3_bind_blob64(nint statement, int index, byte* bytes, ulong length, nint destructor);

    [LibraryImport(Library)]
    public static partial int sqlite3_bind_text64(
        nint statement, int index, byte* bytes, ulong length, nint destructor, byte encoding);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sqlite3_column_type(nint statement, int column);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long sqlite3_column_int64(nint statement, int column);

    [LibraryImport(Library)]
    public static partial byte* sqlite3_column_blob(nint statement, int column);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int sqlite3_column_bytes(nint statement, int column);

    [LibraryImport(Library)]
    public static partial int sqlite3_wal_checkpoint_v2(nint connection, byte* database, int mode, out int frames, out int done);

    [LibraryImport(Library)]
    public static partial void sqlite3_progress_handler(
        nint connection, int instructions, delegate* unmanaged[Cdecl]<nint, int> handler, nint argument);

    [LibraryImport(Library)]
    public static partial nint sqlite3_wal_hook(
        nint connection, delegate* unmanaged[Cdecl]<nint, nint, nint, int, int> hook, nint argument);
}
