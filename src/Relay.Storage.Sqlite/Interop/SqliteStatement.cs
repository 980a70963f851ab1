using Relay.Storage.Sql;

namespace Relay.Storage.Sqlite;

/// <summary>A prepared statement and its current row.</summary>
sealed unsafe class SqliteStatement(nint connection, nint statement) : ISqlRow, IDisposable
{
    // Types of columns and encodings of texts.
    const int Null = 5;
    const byte Utf8 = 1;

    /// <summary>How often SQLite made the plan again, since it depends on a value.</summary>
    public int Preparations => Sqlite3.sqlite3_stmt_status(statement, Sqlite3.Preparations, 0);

    /// <summary>Moves to the next row. False, and ready for the next run, if there is none.</summary>
    public bool Step()
    {
        var code = Sqlite3.sqlite3_step(statement);
        if (code == (int)SqliteCode.Row)
            return true;
        if (code == (int)SqliteCode.Done)
        {
            Sqlite3.sqlite3_reset(statement);
            return false;
        }
        var exception = SqliteException.Of(connection, code, "run a statement");
        Sqlite3.sqlite3_reset(statement);
        throw exception;
    }

    /// <summary>Ends the run before the last row.</summary>
    public void Reset() => Sqlite3.sqlite3_reset(statement);

    /// <summary>Gives a parameter, counted from 1, its value.</summary>
    public void Bind(int index, in SqlValue value)
    {
        switch (value.Kind)
        {
            case SqlValueKind.Number:
                Check(Sqlite3.sqlite3_bind_int64(statement, index, value.Number));
                break;
            case SqlValueKind.Bytes:
                Bind(index, value.Bytes.Span);
                break;
            case SqlValueKind.Numbers:
                BindText(index, JsonLists.Of(value.Numbers));
                break;
            default:
                BindText(index, JsonLists.Of(value.Keys));
                break;
        }
    }

    /// <inheritdoc/>
    public long Number(int column) => Sqlite3.sqlite3_column_int64(statement, column);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        var bytes = Sqlite3.sqlite3_column_blob(statement, column);
        return new ReadOnlySpan<byte>(bytes, bytes == null ? 0 : Sqlite3.sqlite3_column_bytes(statement, column));
    }

    /// <inheritdoc/>
    public bool IsNull(int column) => Sqlite3.sqlite3_column_type(statement, column) == Null;

    /// <summary>Frees the statement.</summary>
    public void Dispose() => Sqlite3.sqlite3_finalize(statement);

    void Bind(int index, ReadOnlySpan<byte> bytes)
    {
        // An empty span has no address, and SQLite takes null for NULL.
        byte nothing = 0;
        fixed (byte* start = bytes)
        {
            Check(Sqlite3.sqlite3_bind_blob64(
                statement, index, start == null ? &nothing : start, (ulong)bytes.Length, Sqlite3.Transient));
        }
    }

    void BindText(int index, ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text)
            Check(Sqlite3.sqlite3_bind_text64(statement, index, start, (ulong)text.Length, Sqlite3.Transient, Utf8));
    }

    void Check(int code)
    {
        if (code != 0)
            throw SqliteException.Of(connection, code, "give a statement its values");
    }
}
