using Relay.Storage.Sql;

namespace Relay.Storage.Postgres.Tests;

/// <summary>How a store of a run is used.</summary>
/// <param name="Name">The name, which is part of the test's name.</param>
/// <param name="Reopen">The probability that the store is reopened after a step.</param>
/// <param name="Bounds">What a page may cost.</param>
sealed record StoreVariant(string Name, double Reopen, QueryBounds Bounds)
{
    static readonly StoreVariant[] All =
    [
        new("open", 0, QueryBounds.Default),
        new("mixed", 0.03, QueryBounds.Default),
        new("reopened", 0.3, QueryBounds.Default),
        // Without these bounds a client would have to name thousands of values, and store thousands of events, to make plans give way to
        // others and pages end early.
        new("a list", 0, new(Lists: 1, Rows: 1, Passed: 1, Misses: 1, MissedBytes: 1, Tried: 1)),
        new("few lists", 0, new(Lists: 7, Rows: 5, Passed: 4, Misses: 2, MissedBytes: 1000, Tried: 2)),
        new("some lists", 0, new(Lists: 24, Rows: 16, Passed: 16, Misses: 8, MissedBytes: 4000, Tried: 5)),
    ];

    public static IEnumerable<string> Names => All.Select(variant => variant.Name);

    public static StoreVariant Named(string name) => All.Single(variant => variant.Name == name);
}
