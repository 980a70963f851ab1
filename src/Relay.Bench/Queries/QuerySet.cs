namespace Relay.Bench;

/// <summary>Queries of one kind, asked in turn.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Description">The row's description.</param>
/// <param name="Queries">The queries.</param>
sealed record QuerySet(string Name, string Description, BenchQuery[] Queries)
{
    /// <summary>Whether the row counts events a second rather than queries a second.</summary>
    public bool CountsEvents { get; init; }
}
