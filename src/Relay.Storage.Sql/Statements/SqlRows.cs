namespace Relay.Storage.Sql;

/// <summary>Values for many runs of one statement, row by row. It keeps its room for the next batch unless that is very large.</summary>
public sealed class SqlRows(int columns)
{
    const int KeptRoom = 64 * 1024;

    SqlValue[] _values = new SqlValue[64 * columns];
    int _used;

    /// <summary>The values of a row.</summary>
    public int Columns => columns;

    /// <summary>The number of rows.</summary>
    public int Count => _used / columns;

    /// <summary>A row.</summary>
    public ReadOnlySpan<SqlValue> this[int row] => _values.AsSpan(row * columns, columns);

    /// <summary>Adds a row.</summary>
    public void Add(params ReadOnlySpan<SqlValue> row)
    {
        if (_used + columns > _values.Length)
            Array.Resize(ref _values, 2 * _values.Length);
        row.CopyTo(_values.AsSpan(_used, columns));
        _used += columns;
    }

    /// <summary>Removes all rows.</summary>
    public void Clear()
    {
        if (_values.Length > KeptRoom)
            _values = new SqlValue[64 * columns];
        else
            _values.AsSpan(0, _used).Clear();
        _used = 0;
    }
}
