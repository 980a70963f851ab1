using System.Data.Common;

namespace Relay.Storage.Sql;

/// <summary>Collects the statements of a commit, which then take one round trip.</summary>
sealed class ServerTransaction(ServerDriver server, ServerWriter writer) : ISqlTransaction
{
    readonly List<DbBatchCommand> _commands = [];

    public ValueTask ExecuteAsync(SqlStatement statement, SqlRows rows, CancellationToken cancel)
    {
        _commands.AddRange(server.Write(statement, rows));
        return default;
    }

    public ValueTask CommitAsync(CancellationToken cancel) => writer.CommitAsync(_commands, cancel);

    public ValueTask DisposeAsync() => default;
}
