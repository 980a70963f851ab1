using System.Data;
using System.Data.Common;

namespace Relay.Storage.Sql;

/// <summary>
/// A connection of the pool. Each statement is a transaction by itself, so that none costs a round trip. One that was lost while it was
/// idle is replaced.
/// </summary>
sealed class ServerSession(ServerDriver server, ServerReaders readers, DbConnection connection) : ISqlSession
{
    /// <summary>How many milliseconds a lost connection is replaced.</summary>
    const int Patience = 1000;

    DbConnection? _connection = connection;

    public ValueTask ReadAsync<TState>(
        SqlStatement statement, SqlValue[] values, TState state, Func<TState, ISqlRow, bool> read, CancellationToken cancel) =>
        RunAsync(
            async (connection, progress) =>
            {
                await using var command = server.Command(connection, statement.Text, values);
                await server.PrepareAsync(command, cancel);
                await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancel);
                using var row = new ServerRow(reader);
                while (await reader.ReadAsync(cancel))
                {
                    progress.HasBegun = true;
                    if (!read(state, row))
                        return;
                }
            },
            cancel);

    public ValueTask ReadAllAsync<TState>(
        IReadOnlyList<SqlCall> calls, TState state, Action<TState, int, ISqlRow> read, CancellationToken cancel) =>
        RunAsync(
            async (connection, progress) =>
            {
                await using var batch = server.BatchOn(connection);
                foreach (var call in calls)
                    batch.BatchCommands.Add(server.BatchCommand(call.Statement, call.Values));
                await server.PrepareAsync(batch, cancel);
                await using var reader = await batch.ExecuteReaderAsync(cancel);
                using var row = new ServerRow(reader);
                for (var i = 0; i < calls.Count; i++)
                {
                    while (await reader.ReadAsync(cancel))
                    {
                        progress.HasBegun = true;
                        read(state, i, row);
                    }
                    await reader.NextResultAsync(cancel);
                }
            },
            cancel);

    public ValueTask DisposeAsync()
    {
        var connection = _connection;
        _connection = null;
        return connection is null ? default : readers.ReturnAsync(connection);
    }

    /// <summary>
    /// Once more on another connection if one turns out to be lost before a row came. All that were idle may be, as after a restart. Where
    /// that takes long to find out, the server is away.
    /// </summary>
    async ValueTask RunAsync(Func<DbConnection, Progress, Task> run, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_connection is null, this);
        var progress = new Progress();
        for (var (left, until) = (readers.Most, Environment.TickCount64 + Patience); ; left--)
        {
            try
            {
                await run(_connection, progress);
                return;
            }
            catch (Exception exception) when (left > 0 && Environment.TickCount64 < until && !progress.HasBegun
                && _connection.State != ConnectionState.Open && server.FaultOf(exception) == ServerFault.Away)
            {
                await _connection.DisposeAsync();
                _connection = await readers.OpenAsync(cancel);
            }
        }
    }

    sealed class Progress
    {
        public bool HasBegun { get; set; }
    }
}
