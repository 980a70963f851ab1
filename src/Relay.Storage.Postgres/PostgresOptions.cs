using System.ComponentModel.DataAnnotations;

namespace Relay.Storage.Postgres;

/// <summary>What concerns PostgreSQL, for a store of the type Postgres.</summary>
public sealed class PostgresOptions
{
    // Measured with eight clients on two processors: 4 answer half as many queries as 8, and 16 no more.
    /// <summary>How many connections read at a time at most. One more writes.</summary>
    [Range(1, 1000)]
    public int Readers { get; init; } = 8;

    // Also what a client waits at most for a query while the server does not answer at all.
    /// <summary>How many seconds the relay waits for a connection.</summary>
    [Range(1, 300)]
    public int ConnectTimeoutSeconds { get; init; } = 5;

    // A page of a query takes milliseconds, and the largest commit a second.
    /// <summary>After how many seconds the server ends a statement, such as one that waits for a lock of another program.</summary>
    [Range(1, 3600)]
    public int StatementTimeoutSeconds { get; init; } = 15;
}
