using MySqlConnector;
using Relay.TestSupport;

[assembly: AssemblyFixture(typeof(Relay.Storage.MySql.Tests.TestDatabase))]

namespace Relay.Storage.MySql.Tests;

/// <summary>The server of these tests, and the databases in it.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    static readonly string Prefix = $"relay_test_{Guid.NewGuid():N}_";

    static int _databases;

    /// <summary>The server.</summary>
    public static ITestServer Server { get; private set; } = null!;

    /// <summary>Makes an empty database, and returns the connection string of a store in it.</summary>
    public static Task<string> MakeAsync() => MakeAsync(Server.ConnectionString);

    /// <summary>The same on another server.</summary>
    public static async Task<string> MakeAsync(string server)
    {
        var name = $"{Prefix}{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        return $"{server};Database={name}";
    }

    /// <summary>Runs statements beside the store.</summary>
    public static async Task ExecuteAsync(string connectionString, string text)
    {
        await using var connection = new MySqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of all rows.</summary>
    public static async Task<List<T>> ReadAsync<T>(string connectionString, string text)
    {
        await using var connection = new MySqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(text, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<T>();
        while (await reader.ReadAsync())
            found.Add(reader.GetFieldValue<T>(0));
        return found;
    }

    /// <summary>Ends all connections to a database, as an operator can.</summary>
    public static async Task EndConnectionsAsync(string connectionString)
    {
        await using var connection = new MySqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        var ids = await ReadAsync<long>(
            connectionString,
            "SELECT id FROM information_schema.processlist "
            + $"WHERE db = DATABASE() AND id NOT IN (CONNECTION_ID(), {connection.ServerThread})");
        foreach (var id in ids)
        {
            await using var kill = new MySqlCommand($"KILL {id}", connection);
            await kill.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask InitializeAsync() => Server = await TestServers.MySqlAsync();

    public async ValueTask DisposeAsync()
    {
        // A server of these tests is deleted as a whole.
        if (Server is not MariaDbServer)
        {
            var drops = Enumerable.Range(1, _databases).Select(static i => $"DROP DATABASE IF EXISTS {Prefix}{i}");
            await ExecuteAsync(Server.ConnectionString, string.Join(';', drops));
        }
        await Server.DisposeAsync();
    }
}
