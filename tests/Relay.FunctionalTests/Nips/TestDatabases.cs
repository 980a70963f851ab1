using MySqlConnector;
using Npgsql;
using Relay.TestSupport;

[assembly: AssemblyFixture(typeof(Relay.FunctionalTests.TestDatabases))]

namespace Relay.FunctionalTests;

/// <summary>The database servers of these tests, each started when the first test needs it.</summary>
public sealed class TestDatabases : IAsyncDisposable
{
    static readonly Lazy<Task<ITestServer>> Postgres = new(TestServers.PostgresAsync);

    static readonly Lazy<Task<ITestServer>> MySql = new(TestServers.MySqlAsync);

    static int _databases;

    /// <summary>The connection string of an empty schema in PostgreSQL.</summary>
    public static async Task<string> NewInPostgresAsync()
    {
        var server = await Postgres.Value;
        var name = NewName();
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE SCHEMA {name}", connection);
        await command.ExecuteNonQueryAsync();
        return $"{server.ConnectionString};Search Path={name}";
    }

    /// <summary>The connection string of an empty database in MariaDB.</summary>
    public static async Task<string> NewInMySqlAsync()
    {
        var server = await MySql.Value;
        var name = NewName();
        await using var connection = new MySqlConnection($"{server.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return $"{server.ConnectionString};Database={name}";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in (Lazy<Task<ITestServer>>[])[Postgres, MySql])
        {
            if (server.IsValueCreated)
                await (await server.Value).DisposeAsync();
        }
    }

    static string NewName() => $"relay{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
}
