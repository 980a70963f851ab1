using Npgsql;

namespace Relay.Storage.Postgres.Tests;

/// <summary>Another program that keeps locks until it is disposed of.</summary>
sealed class LockedRow(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>Runs a statement that locks something.</summary>
    public static async Task<LockedRow> HoldAsync(string connectionString, string text)
    {
        var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(text, connection, transaction);
        await command.ExecuteNonQueryAsync();
        return new LockedRow(connection, transaction);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The store has ended it.
        }
        await connection.DisposeAsync();
    }
}
