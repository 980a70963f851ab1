namespace Relay.Storage.Sql;

/// <summary>The current row of a statement. What it returns is valid until the next row.</summary>
public interface ISqlRow
{
    /// <summary>The number in a column; 0 for NULL.</summary>
    long Number(int column);

    /// <summary>The bytes in a column; none for NULL.</summary>
    ReadOnlySpan<byte> Bytes(int column);

    /// <summary>Whether a column is NULL.</summary>
    bool IsNull(int column);
}
