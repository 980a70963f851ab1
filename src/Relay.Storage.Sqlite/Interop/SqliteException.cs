using System.Runtime.InteropServices;

namespace Relay.Storage.Sqlite;

/// <summary>A failed call of SQLite.</summary>
sealed class SqliteException : Exception
{
    SqliteException(int extended, string message)
        : base(message)
    {
        Extended = extended;
        Code = (SqliteCode)(extended & 0xFF);
    }

    /// <summary>The primary code.</summary>
    public SqliteCode Code { get; }

    /// <summary>The extended code.</summary>
    public int Extended { get; }

    /// <summary>Whether there was no room: for the database, its log, or the index of the log.</summary>
    public bool IsOutOfRoom => Code == SqliteCode.Full || Extended == (int)SqliteCode.IndexOfLogFull;

    /// <summary>The exception for the failure that this connection had last.</summary>
    public static SqliteException Of(nint connection, int code, string operation)
    {
        var reason = Marshal.PtrToStringUTF8(connection == 0 ? Sqlite3.sqlite3_errstr(code) : Sqlite3.sqlite3_errmsg(connection));
        return new SqliteException(code, $"SQLite cannot {operation}: {reason} (code {code}).");
    }
}
