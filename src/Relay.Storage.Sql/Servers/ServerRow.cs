using System.Buffers;
using System.Data.Common;

namespace Relay.Storage.Sql;

/// <summary>The current row of a reader. Bytes are copied into room that the rows share.</summary>
sealed class ServerRow(DbDataReader reader) : ISqlRow, IDisposable
{
    /// <summary>No statement of a store returns bytes in a later column.</summary>
    const int MostColumns = 4;

    readonly byte[]?[] _rooms = new byte[]?[MostColumns];

    public long Number(int column) => reader.IsDBNull(column) ? 0 : reader.GetInt64(column);

    public bool IsNull(int column) => reader.IsDBNull(column);

    public ReadOnlySpan<byte> Bytes(int column)
    {
        if (reader.IsDBNull(column))
            return default;
        var length = (int)reader.GetBytes(column, 0, null, 0, 0);
        if (_rooms[column] is not { } room || room.Length < length)
        {
            Return(column);
            _rooms[column] = room = ArrayPool<byte>.Shared.Rent(length);
        }
        return room.AsSpan(0, (int)reader.GetBytes(column, 0, room, 0, length));
    }

    public void Dispose()
    {
        for (var i = 0; i < MostColumns; i++)
            Return(i);
    }

    void Return(int column)
    {
        if (_rooms[column] is { } room)
            ArrayPool<byte>.Shared.Return(room);
        _rooms[column] = null;
    }
}
