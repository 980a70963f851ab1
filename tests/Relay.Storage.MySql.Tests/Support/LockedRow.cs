using MySqlConnector;

namespace Relay.Storage.MySql.Tests;

/// <summary>Another program that keeps locks until it is disposed of.</summary>
sealed class LockedRow(MySqlConnection connection) : IAsyncDisposable
{
    /// <summary>Runs a statement that locks something, in a transaction.</summary>
    public static async Task<LockedRow> HoldAsync(string connectionString, string text)
    {
        var connection = new MySqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand($"START TRANSACTION; {text}", connection);
        await command.ExecuteNonQueryAsync();
        return new LockedRow(connection);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
