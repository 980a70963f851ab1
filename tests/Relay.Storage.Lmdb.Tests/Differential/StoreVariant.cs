namespace Relay.Storage.Lmdb.Tests;

/// <summary>Where the events of a run lie, and how they got there.</summary>
/// <param name="Name">The name, which stands in the test's.</param>
/// <param name="Index">How probably a step ends with everything indexed.</param>
/// <param name="Reopen">How probably a step ends with the store opened anew.</param>
/// <param name="Sync">When commits reach the disk.</param>
sealed record StoreVariant(string Name, double Index, double Reopen, LmdbSync Sync = LmdbSync.EveryCommit)
{
    static readonly StoreVariant[] All =
    [
        new("tail", 0, 0),
        new("indexed", 1, 0),
        new("mixed", 0.15, 0.03),
        new("reopened", 0.3, 1),
        new("interval", 0.15, 0.02, LmdbSync.Interval),
    ];

    public static IEnumerable<string> Names => All.Select(variant => variant.Name);

    public static StoreVariant Named(string name) => All.Single(variant => variant.Name == name);
}
