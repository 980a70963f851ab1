using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Relay.Storage.Lmdb;

/// <summary>
/// The imported functions. Each may page data in, allocate or write, so none suppresses the GC transition. Sizes are size_t, that is nuint:
/// liblmdb writes eight bytes through each of these pointers.
/// </summary>
static unsafe partial class LmdbNative
{
    const string Library = LmdbLibrary.ImportName;

    [LibraryImport(Library, EntryPoint = "mdb_version")]
    public static partial byte* Version(int* major, int* minor, int* patch);

    [LibraryImport(Library, EntryPoint = "mdb_strerror")]
    public static partial byte* ErrorText(int error);

    [LibraryImport(Library, EntryPoint = "mdb_env_create")]
    public static partial int EnvironmentCreate(out nint environment);

    [LibraryImport(Library, EntryPoint = "mdb_env_set_mapsize")]
    public static partial int EnvironmentSetMapSize(LmdbEnvironmentHandle environment, nuint size);

    [LibraryImport(Library, EntryPoint = "mdb_env_set_maxdbs")]
    public static partial int EnvironmentSetMaxTables(LmdbEnvironmentHandle environment, uint count);

    [LibraryImport(Library, EntryPoint = "mdb_env_set_maxreaders")]
    public static partial int EnvironmentSetMaxReaders(LmdbEnvironmentHandle environment, uint count);

    [LibraryImport(Library, EntryPoint = "mdb_env_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int EnvironmentOpen(LmdbEnvironmentHandle environment, string path, EnvironmentFlags flags, uint mode);

    [LibraryImport(Library, EntryPoint = "mdb_env_close")]
    public static partial void EnvironmentClose(nint environment);

    [LibraryImport(Library, EntryPoint = "mdb_env_sync")]
    public static partial int EnvironmentSync(LmdbEnvironmentHandle environment, int force);

    [LibraryImport(Library, EntryPoint = "mdb_env_copy2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int EnvironmentCopy(LmdbEnvironmentHandle environment, string path, uint flags);

    [LibraryImport(Library, EntryPoint = "mdb_env_stat")]
    public static partial int EnvironmentStatistics(LmdbEnvironmentHandle environment, out NativeStatistics statistics);

    [LibraryImport(Library, EntryPoint = "mdb_env_info")]
    public static partial int EnvironmentInfo(LmdbEnvironmentHandle environment, out NativeEnvironmentInfo info);

    [LibraryImport(Library, EntryPoint = "mdb_reader_check")]
    public static partial int ReaderCheck(LmdbEnvironmentHandle environment, out int dead);

    [LibraryImport(Library, EntryPoint = "mdb_reader_list")]
    public static partial int ReaderList(
        LmdbEnvironmentHandle environment, delegate* unmanaged[Cdecl]<byte*, nint, int> line, nint context);

    [LibraryImport(Library, EntryPoint = "mdb_txn_begin")]
    public static partial int TransactionBegin(
        LmdbEnvironmentHandle environment, nint parent, EnvironmentFlags flags, out nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_commit")]
    public static partial int TransactionCommit(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_abort")]
    public static partial void TransactionAbort(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_reset")]
    public static partial void TransactionReset(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_renew")]
    public static partial int TransactionRenew(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_id")]
    public static partial nuint TransactionId(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_dbi_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TableOpen(nint transaction, string name, TableFlags flags, out uint table);

    [LibraryImport(Library, EntryPoint = "mdb_dbi_flags")]
    public static partial int TableGetFlags(nint transaction, uint table, out TableFlags flags);

    [LibraryImport(Library, EntryPoint = "mdb_stat")]
    public static partial int TableStatistics(nint transaction, uint table, out NativeStatistics statistics);

    [LibraryImport(Library, EntryPoint = "mdb_drop")]
    public static partial int TableDrop(nint transaction, uint table, int delete);

    [LibraryImport(Library, EntryPoint = "mdb_del")]
    public static partial int Delete(nint transaction, uint table, NativeValue* key, NativeValue* data);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_open")]
    public static partial int CursorOpen(nint transaction, uint table, out nint cursor);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_close")]
    public static partial void CursorClose(nint cursor);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_renew")]
    public static partial int CursorRenew(nint transaction, nint cursor);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_get")]
    public static partial int CursorGet(nint cursor, NativeValue* key, NativeValue* data, CursorOperation operation);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_put")]
    public static partial int CursorPut(nint cursor, NativeValue* key, NativeValue* data, PutFlags flags);

    [LibraryImport(Library, EntryPoint = "mdb_cursor_count")]
    public static partial int CursorCount(nint cursor, out nuint count);
}
