using System.Globalization;
using System.Text;
using MySqlConnector;
using Relay.Storage.Sql;

namespace Relay.Storage.MySql;

/// <summary>The text of a statement of changes, of which a part is there once for each row.</summary>
sealed class RowText
{
    /// <summary>Stands for a value in the part for a row.</summary>
    public const string Value = "?";

    const char Begin = '{', Middle = '|', End = '}';

    /// <summary>Bytes up to this length are written into the text, longer ones as parameters.</summary>
    const int ShortBytes = 128;

    readonly string _before, _separator, _after;
    readonly string[] _pieces;

    /// <summary>Reads a statement that has a part for rows.</summary>
    public RowText(string text)
    {
        var (begin, end) = (text.IndexOf(Begin), text.IndexOf(End));
        var middle = text.IndexOf(Middle, begin);
        (_before, _after) = (text[..begin], text[(end + 1)..]);
        _pieces = text[(begin + 1)..middle].Split(Value);
        _separator = text[(middle + 1)..end];
    }

    /// <summary>The part of a statement for its rows.</summary>
    public static string Of(string row, string separator) => $"{Begin}{row}{Middle}{separator}{End}";

    /// <summary>Statements for all rows, each for as many as are within the bounds, or for one row.</summary>
    public IEnumerable<MySqlBatchCommand> Commands(SqlRows rows, int mostRows, long mostBytes)
    {
        for (var row = 0; row < rows.Count;)
        {
            var command = new MySqlBatchCommand();
            var text = new StringBuilder(_before);
            var first = row;
            for (long bytes = 0; row < rows.Count && row - first < mostRows; row++)
            {
                bytes += SizeOf(rows[row]);
                if (row > first && bytes > mostBytes)
                    break;
                if (row > first)
                    text.Append(_separator);
                Append(text, rows[row], command);
            }
            command.CommandText = text.Append(_after).ToString();
            yield return command;
        }
    }

    static long SizeOf(ReadOnlySpan<SqlValue> row)
    {
        var size = 0L;
        foreach (var value in row)
            size += value.Bytes.Length;
        return size;
    }

    void Append(StringBuilder text, ReadOnlySpan<SqlValue> row, MySqlBatchCommand command)
    {
        text.Append(_pieces[0]);
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i].Kind == SqlValueKind.Number)
                text.Append(CultureInfo.InvariantCulture, $"{row[i].Number}");
            else if (row[i].Bytes.Length <= ShortBytes)
                text.Append(CultureInfo.InvariantCulture, $"X'{Convert.ToHexString(row[i].Bytes.Span)}'");
            else
                text.Append(MySqlDriver.Add(command.Parameters, row[i].Bytes));
            text.Append(_pieces[i + 1]);
        }
    }
}
