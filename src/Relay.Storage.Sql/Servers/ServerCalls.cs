using System.Data.Common;

namespace Relay.Storage.Sql;

/// <summary>Runs statements on a connection of a server.</summary>
static class ServerCalls
{
    /// <summary>A command for a statement and its values.</summary>
    public static DbCommand Command(this ServerDriver server, DbConnection connection, string text, params ReadOnlySpan<SqlValue> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = server.Bind(command.Parameters, text, values);
        return command;
    }

    /// <summary>A part of a batch for a statement and its values.</summary>
    public static DbBatchCommand BatchCommand(this ServerDriver server, SqlStatement statement, params ReadOnlySpan<SqlValue> values)
    {
        var command = server.CommandOf(statement.Text);
        command.CommandText = server.Bind(command.Parameters, statement.Text, values);
        return command;
    }

    /// <summary>Runs a statement that returns nothing.</summary>
    public static async Task ExecuteAsync(
        this ServerDriver server, DbConnection connection, string text, SqlValue[] values, CancellationToken cancel)
    {
        await using var command = server.Command(connection, text, values);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Runs a statement that returns one row, of numbers.</summary>
    public static async Task<long[]> ReadNumbersAsync(
        this ServerDriver server, DbConnection connection, string text, CancellationToken cancel)
    {
        await using var command = server.Command(connection, text);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            throw new ServerException(ServerFault.Missing, "a row of the store's own is missing");
        var numbers = new long[reader.FieldCount];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = reader.GetInt64(i);
        return numbers;
    }

    /// <summary>Gives the lock back, if this connection has it, and closes the connection.</summary>
    public static async Task CloseAsync(this ServerDriver server, DbConnection connection)
    {
        try
        {
            await server.UnlockAsync(connection, CancellationToken.None);
            await connection.DisposeAsync();
        }
        catch (Exception exception) when (server.IsLoss(exception))
        {
            // It was lost. The server notices that, too.
            await connection.DisposeAsync();
        }
    }

    /// <summary>
    /// Whether a connection that is being given up failed because it, or its server, is gone. Drivers report that by exceptions of their
    /// own or by those of the socket.
    /// </summary>
    public static bool IsLoss(this ServerDriver server, Exception exception) =>
        exception is DbException || server.FaultOf(exception) != ServerFault.Unknown;
}
