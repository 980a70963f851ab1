using Npgsql;
using Relay.TestSupport;

[assembly: AssemblyFixture(typeof(Relay.Storage.Postgres.Tests.TestDatabase))]

namespace Relay.Storage.Postgres.Tests;

/// <summary>The server of these tests.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    static int _schemas;

    /// <summary>The server.</summary>
    public static PostgresServer Server { get; private set; } = null!;

    /// <summary>Makes an empty schema, and returns the connection string of a store in it.</summary>
    public static async Task<string> SchemaAsync()
    {
        var name = $"store{Interlocked.Increment(ref _schemas)}";
        await ExecuteAsync(Server.SocketConnectionString, $"CREATE SCHEMA {name}");
        return $"{Server.SocketConnectionString};Search Path={name}";
    }

    /// <summary>Runs a statement beside the store.</summary>
    public static async Task ExecuteAsync(string connectionString, string text)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of all rows.</summary>
    public static async Task<List<T>> ReadAsync<T>(string connectionString, string text)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<T>();
        while (await reader.ReadAsync())
            found.Add(reader.GetFieldValue<T>(0));
        return found;
    }

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync(settings: "max_connections=300");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
