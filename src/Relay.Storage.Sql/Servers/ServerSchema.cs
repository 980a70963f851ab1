using System.Data.Common;
using System.Security.Cryptography;
using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>Makes the tables of a store in an empty database, and refuses databases of other programs and of newer versions.</summary>
sealed class ServerSchema(ServerDriver server)
{
    static readonly SqlColumn Name = new("name", SqlValueKind.Bytes), Value = new("value", SqlValueKind.Bytes);

    readonly IReadOnlyList<IReadOnlyList<string>> _migrations = SqlSchema.Migrations(server.Dialect);

    // The name under which meta has the secret key of the terms.
    static byte[] KeyName => [1];

    /// <summary>Brings the tables into the present version, and returns the secret key of the store.</summary>
    public async Task<byte[]> PrepareAsync(DbConnection connection, CancellationToken cancel)
    {
        var version = await VersionAsync(connection, cancel);
        RequireKnown(version);
        if (version < _migrations.Count)
            await MigrateAsync(connection, version, cancel);
        return await KeyAsync(connection, cancel);
    }

    /// <summary>Whether there is no store in the database. Throws if something else is there, or a store of a newer version.</summary>
    public async Task<bool> IsEmptyAsync(DbConnection connection, CancellationToken cancel)
    {
        var version = await VersionAsync(connection, cancel);
        RequireKnown(version);
        return version == 0;
    }

    void RequireKnown(int version)
    {
        if (version > _migrations.Count)
        {
            throw new StoreException(
                $"The {server.Place} was written by a newer version of this program (its format is {version}, and this one knows up to "
                + $"{_migrations.Count}): use the newer version.");
        }
    }

    /// <summary>0 for a database that is empty, or in which the tables were not completed.</summary>
    async Task<int> VersionAsync(DbConnection connection, CancellationToken cancel)
    {
        var tables = await server.ReadNumbersAsync(
            connection,
            $"SELECT count(*), count(CASE WHEN table_name = '{ServerOwner.Table}' THEN 1 END) FROM information_schema.tables "
            + $"WHERE table_schema = {server.CurrentSchema} AND table_type = 'BASE TABLE'",
            cancel);
        if (tables[0] == 0)
            return 0;
        if (tables[1] == 0)
        {
            throw new StoreException(
                $"The {server.Place} has tables of another program: give the relay a database of its own.");
        }
        var version = await server.ReadNumbersAsync(connection, $"SELECT coalesce(max(version), 0) FROM {ServerOwner.Table}", cancel);
        return (int)version[0];
    }

    async Task MigrateAsync(DbConnection connection, int version, CancellationToken cancel)
    {
        // Where statements that make tables are no part of a transaction, a crash leaves some of the tables, and version 0.
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (version == 0)
        {
            var remains = SqlSchema.Tables.Select(static table => $"DROP TABLE IF EXISTS {table}");
            foreach (var statement in ServerOwner.Making(server.Dialect).Concat(remains))
                await server.ExecuteAsync(connection, statement, [], cancel);
        }
        foreach (var statement in _migrations.Skip(version).SelectMany(static statements => statements))
            await server.ExecuteAsync(connection, statement, [], cancel);
        if (version == 0)
        {
            var rows = new SqlRows(2);
            rows.Add(KeyName, RandomNumberGenerator.GetBytes(ListTerms.KeySize));
            await using var batch = server.BatchOn(connection);
            foreach (var command in server.Write(new SqlStatement(server.Dialect.Insert("meta", Name, Value)), rows))
                batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync(cancel);
        }
        await server.ExecuteAsync(connection, $"UPDATE {ServerOwner.Table} SET version = {_migrations.Count}", [], cancel);
        await transaction.CommitAsync(cancel);
    }

    async Task<byte[]> KeyAsync(DbConnection connection, CancellationToken cancel)
    {
        await using var command = server.Command(
            connection, $"SELECT value FROM meta WHERE name = {server.Dialect.Parameter(1)}", KeyName);
        return await command.ExecuteScalarAsync(cancel) as byte[]
            ?? throw new StoreException($"The {server.Place} has lost a row of the store: put a backup back.");
    }
}
