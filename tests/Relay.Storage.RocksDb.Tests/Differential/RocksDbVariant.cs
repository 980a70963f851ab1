using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>How a store of a run is used.</summary>
/// <param name="Name">The name, which is part of the test's name.</param>
/// <param name="Reopen">The probability that the store is reopened after a step.</param>
/// <param name="Lists">How many lists a slice of a query may ask; null for the usual number.</param>
sealed record RocksDbVariant(string Name, double Reopen, int? Lists = null)
{
    static readonly RocksDbVariant[] All =
    [
        new("open", 0),
        new("mixed", 0.03),
        new("reopened", 1),
        // Without this bound a client would have to name thousands of values to make plans give way to others.
        new("a list", 0, Lists: 1),
        new("few lists", 0, Lists: 7),
        new("some lists", 0, Lists: 24),
    ];

    /// <summary>With few lists slices are short too, so that queries are resumed often.</summary>
    public SliceBudget? Slices => Lists is { } lists ? new SliceBudget(TimeSpan.Zero, 5, lists) : null;

    public static IEnumerable<string> Names => All.Select(variant => variant.Name);

    public static RocksDbVariant Named(string name) => All.Single(variant => variant.Name == name);
}
