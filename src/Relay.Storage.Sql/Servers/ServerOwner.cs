using System.Data.Common;

namespace Relay.Storage.Sql;

/// <summary>
/// The row by which one relay owns the tables of a database. Each relay that takes them raises the epoch, and each connection on which it
/// writes raises the session. A commit counts itself in this row and fails if the epoch or the session is another one. So a transaction of
/// a connection that was given up, which the server may still carry out later, changes nothing any more. Used by one thread at a time.
/// </summary>
sealed class ServerOwner(ServerDriver server)
{
    /// <summary>The table with the row, and the version of all tables.</summary>
    public const string Table = "relay_owner";

    const string Read = $"SELECT epoch, session, commits FROM {Table}";

    // A column that must have a value gets none.
    readonly SqlStatement _count = new(
        $"UPDATE {Table} SET commits = CASE WHEN epoch = {server.Dialect.Parameter(1)} AND session = {server.Dialect.Parameter(2)} "
        + "THEN commits + 1 END");

    readonly string _rejoin = $"UPDATE {Table} SET session = session + 1 WHERE epoch = {server.Dialect.Parameter(1)}";

    Row _row;

    readonly record struct Row(long Epoch, long Session, long Commits);

    /// <summary>The statements that make the table, before all others. Version 0: the others are not complete.</summary>
    public static IReadOnlyList<string> Making(SqlDialect d) =>
    [
        $"CREATE TABLE IF NOT EXISTS {Table} (one {d.Number} NOT NULL PRIMARY KEY, version {d.Number} NOT NULL, epoch {d.Number} NOT NULL, "
        + $"session {d.Number} NOT NULL, commits {d.Number} NOT NULL)",
        .. d.Keeping(Table),
        $"DELETE FROM {Table}",
        $"INSERT INTO {Table} (one, version, epoch, session, commits) VALUES (1, 0, 0, 0, 0)",
    ];

    /// <summary>Takes the tables. The caller has the lock, so that no relay that lives has them.</summary>
    public async Task TakeAsync(DbConnection connection, CancellationToken cancel)
    {
        await server.ExecuteAsync(connection, $"UPDATE {Table} SET epoch = epoch + 1, session = 0", [], cancel);
        _row = await ReadAsync(connection, cancel);
    }

    /// <summary>Goes on with a new connection. Returns how many commits were carried out that were not counted here: 0 or 1.</summary>
    public async Task<long> RejoinAsync(DbConnection connection, bool isInDoubt, CancellationToken cancel)
    {
        // Waits for the end of a transaction of the connection before.
        await server.ExecuteAsync(connection, _rejoin, [_row.Epoch], cancel);
        var now = await ReadAsync(connection, cancel);
        var more = now.Commits - _row.Commits;
        ThrowIfTaken(now);
        if (more != 0 && !(isInDoubt && more == 1))
            throw new ServerException(ServerFault.SetBack, $"the database has {now.Commits} commits and not {_row.Commits}");
        _row = now;
        return more;
    }

    /// <summary>Throws if another relay has taken the tables.</summary>
    public async Task ThrowIfTakenAsync(DbConnection connection, CancellationToken cancel) =>
        ThrowIfTaken(await ReadAsync(connection, cancel));

    /// <summary>The part of each commit that counts it.</summary>
    public DbBatchCommand Counting() => server.BatchCommand(_count, _row.Epoch, _row.Session);

    /// <summary>A commit was carried out.</summary>
    public void Count() => _row = _row with { Commits = _row.Commits + 1 };

    void ThrowIfTaken(Row now)
    {
        if (now.Epoch != _row.Epoch)
            throw new ServerException(ServerFault.Taken, $"the epoch is {now.Epoch} and not {_row.Epoch}");
    }

    async Task<Row> ReadAsync(DbConnection connection, CancellationToken cancel)
    {
        var numbers = await server.ReadNumbersAsync(connection, Read, cancel);
        return new Row(numbers[0], numbers[1], numbers[2]);
    }
}
