using System.ComponentModel.DataAnnotations;

namespace Relay.Storage.Postgres;

/// <summary>Where and how the relay stores events in PostgreSQL.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>
    /// Where the database is and who the relay is there, as Npgsql reads it: <c>Host=db.example;Database=relay;Username=relay</c>, with
    /// <c>Password</c>, or <c>Passfile</c> for a file of passwords. A server that is not on this machine must prove its name with a
    /// certificate that this machine trusts, unless <c>SSL Mode</c> says otherwise. The relay owns the database, or the schema that
    /// <c>Search Path</c> names.
    /// </summary>
    [Required]
    public string ConnectionString { get; init; } = "";

    /// <summary>What concerns PostgreSQL.</summary>
    public PostgresOptions Postgres { get; init; } = new();
}
