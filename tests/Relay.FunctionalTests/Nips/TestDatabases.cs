using Npgsql;
using Relay.TestSupport;

[assembly: AssemblyFixture(typeof(Relay.FunctionalTests.TestDatabases))]

namespace Relay.FunctionalTests;

/// <summary>The database servers of these tests, each started when the first test needs it.</summary>
public sealed class TestDatabases : IAsyncDisposable
{
    static readonly Lazy<Task<ITestServer>> Postgres = new(TestServers.PostgresAsync);

    static int _databases;

    /// <summary>The connection string of an empty schema in PostgreSQL.</summary>
    public static async Task<string> NewInPostgresAsync()
    {
        var server = await Postgres.Value;
        var name = $"relay{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE SCHEMA {name}", connection);
        await command.ExecuteNonQueryAsync();
        return $"{server.ConnectionString};Search Path={name}";
    }

    public async ValueTask DisposeAsync()
    {
        if (Postgres.IsValueCreated)
            await (await Postgres.Value).DisposeAsync();
    }
}
