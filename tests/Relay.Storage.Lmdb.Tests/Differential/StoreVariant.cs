using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Where the events of a run are, and how they got there.</summary>
/// <param name="Name">The name, which is part of the test's name.</param>
/// <param name="Index">The probability that everything is indexed after a step.</param>
/// <param name="Reopen">The probability that the store is reopened after a step.</param>
/// <param name="Sync">When commits reach the disk.</param>
/// <param name="Lists">How many lists a slice of a query may ask; null for the usual number.</param>
sealed record StoreVariant(string Name, double Index, double Reopen, LmdbSync Sync = LmdbSync.EveryCommit, int? Lists = null)
{
    static readonly StoreVariant[] All =
    [
        new("tail", 0, 0),
        new("indexed", 1, 0),
        new("mixed", 0.15, 0.03),
        new("reopened", 0.3, 1),
        new("interval", 0.15, 0.02, LmdbSync.Interval),
        // Without this bound a client would have to name thousands of values to make plans give way to others.
        new("a list", 0.15, 0, Lists: 1),
        new("few lists", 0.15, 0, Lists: 7),
        new("some lists", 0.15, 0, Lists: 24),
    ];

    /// <summary>With few lists slices are short too, so that queries are resumed often.</summary>
    public StoreBounds Bounds => Lists is { } lists
        ? TemporaryStore.SmallBounds with { Slices = new SliceBudget(TimeSpan.Zero, 5, lists) }
        : TemporaryStore.SmallBounds;

    public static IEnumerable<string> Names => All.Select(variant => variant.Name);

    public static StoreVariant Named(string name) => All.Single(variant => variant.Name == name);
}
