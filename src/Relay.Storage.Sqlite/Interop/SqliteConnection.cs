using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>A connection to a database file, with its prepared statements. One thread at a time may use it.</summary>
sealed unsafe class SqliteConnection : IDisposable
{
    // Other programs, such as a backup, hold locks for a moment.
    const int BusyMilliseconds = 5000;

    readonly Dictionary<SqlStatement, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);
    readonly nint _handle;

    // Where SQLite reports the length of the log. Native, since SQLite keeps the address.
    readonly int* _walPages;
    bool _isClosed;

    /// <summary>Opens a file.</summary>
    public SqliteConnection(string path, int flags)
    {
        var code = Sqlite3.sqlite3_open_v2(path, out _handle, flags | Sqlite3.OpenNoMutex | Sqlite3.OpenExtendedCodes, 0);
        if (code != 0)
        {
            var exception = SqliteException.Of(_handle, code, "open a database");
            Close();
            throw exception;
        }
        Sqlite3.sqlite3_busy_timeout(_handle, BusyMilliseconds);
        // In place of SQLite's own hook, which would copy the log at every thousandth page.
        _walPages = (int*)NativeMemory.AllocZeroed(sizeof(int));
        Sqlite3.sqlite3_wal_hook(_handle, &NoteWalPages, (nint)_walPages);
    }

    /// <summary>The pages in the write-ahead log after this connection's last commit.</summary>
    public int WalPages => *_walPages;

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => Sqlite3.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>The prepared statement for this text, which stays prepared.</summary>
    public SqliteStatement this[SqlStatement statement]
    {
        get
        {
            if (!_statements.TryGetValue(statement, out var prepared))
                _statements.Add(statement, prepared = Prepare(statement.Text, Sqlite3.PreparePersistent));
            return prepared;
        }
    }

    /// <summary>Runs a statement once and ignores its rows.</summary>
    public void Execute(string sql)
    {
        using var statement = Prepare(sql, 0);
        while (statement.Step())
        {
        }
    }

    /// <summary>Runs a statement once. Returns the number in the first column of its first row, or null if there is none.</summary>
    public long? Read(string sql)
    {
        using var statement = Prepare(sql, 0);
        return statement.Step() ? statement.Number(0) : null;
    }

    /// <summary>Runs a statement once and returns the bytes in the first column of all its rows.</summary>
    public List<byte[]> ReadAll(string sql)
    {
        using var statement = Prepare(sql, 0);
        var values = new List<byte[]>();
        while (statement.Step())
            values.Add(statement.Bytes(0).ToArray());
        return values;
    }

    /// <summary>Prepares a statement.</summary>
    public SqliteStatement Prepare(string sql, uint flags)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        nint statement;
        fixed (byte* bytes = text)
            Check(Sqlite3.sqlite3_prepare_v3(_handle, bytes, text.Length, flags, out statement, 0), "prepare a statement");
        return new SqliteStatement(_handle, statement);
    }

    /// <summary>
    /// Copies the pages of the write-ahead log into the database file. False if other connections kept it from finishing.
    /// </summary>
    public bool TryCheckpoint(int mode)
    {
        var code = Sqlite3.sqlite3_wal_checkpoint_v2(_handle, null, mode, out var pages, out var copied);
        if ((SqliteCode)(code & 0xFF) == SqliteCode.Busy)
            return false;
        Check(code, "write the log into the database");
        return copied >= pages;
    }

    /// <summary>Interrupts a statement when the function says so; null lets statements run.</summary>
    public void Interrupt(delegate* unmanaged[Cdecl]<nint, int> handler, nint argument) =>
        Sqlite3.sqlite3_progress_handler(_handle, handler == null ? 0 : 10_000, handler, argument);

    /// <summary>Closes the connection. An open transaction is undone.</summary>
    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        foreach (var statement in _statements.Values)
            statement.Dispose();
        Close();
    }

    void Check(int code, string operation)
    {
        if (code != 0)
            throw SqliteException.Of(_handle, code, operation);
    }

    void Close()
    {
        Sqlite3.sqlite3_close_v2(_handle);
        NativeMemory.Free(_walPages);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int NoteWalPages(nint pages, nint connection, nint database, int count)
    {
        *(int*)pages = count;
        return 0;
    }
}
