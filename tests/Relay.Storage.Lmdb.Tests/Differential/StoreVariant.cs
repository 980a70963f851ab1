using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Where the events of a run lie, and how they got there.</summary>
/// <param name="Name">The name, which stands in the test's.</param>
/// <param name="Index">How probably a step ends with everything indexed.</param>
/// <param name="Reopen">How probably a step ends with the store opened anew.</param>
/// <param name="Sync">When commits reach the disk.</param>
/// <param name="Lists">How many lists a slice of a query may ask; null for as many as usual.</param>
sealed record StoreVariant(string Name, double Index, double Reopen, LmdbSync Sync = LmdbSync.EveryCommit, int? Lists = null)
{
    static readonly StoreVariant[] All =
    [
        new("tail", 0, 0),
        new("indexed", 1, 0),
        new("mixed", 0.15, 0.03),
        new("reopened", 0.3, 1),
        new("interval", 0.15, 0.02, LmdbSync.Interval),
        // What a client must name thousands of values for otherwise: plans that are given up for others.
        new("a list", 0.15, 0, Lists: 1),
        new("few lists", 0.15, 0, Lists: 7),
        new("some lists", 0.15, 0, Lists: 24),
    ];

    /// <summary>With few lists slices are short, too, so that queries are opened again and again.</summary>
    public StoreBounds Bounds => Lists is { } lists
        ? TemporaryStore.SmallBounds with { Slices = new SliceBudget(TimeSpan.Zero, 5, lists) }
        : TemporaryStore.SmallBounds;

    public static IEnumerable<string> Names => All.Select(variant => variant.Name);

    public static StoreVariant Named(string name) => All.Single(variant => variant.Name == name);
}
