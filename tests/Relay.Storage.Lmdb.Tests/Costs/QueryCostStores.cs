namespace Relay.Storage.Lmdb.Tests;

/// <summary>A store and one ten times as large, both in their tails and both indexed.</summary>
public sealed class QueryCostStores : IAsyncLifetime
{
    readonly Dictionary<(Placement Placement, bool IsLarge), TemporaryStore> _stores = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var isLarge in new[] { false, true })
        {
            _stores[(Placement.Tail, isLarge)] = await CostStore.OpenAsync(isLarge);
            var indexed = _stores[(Placement.Index, isLarge)] = await CostStore.OpenAsync(isLarge);
            await indexed.Store.IndexAsync();
        }
    }

    internal LmdbEventStore Of(Placement placement, bool isLarge) => _stores[(placement, isLarge)].Store;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores.Values)
            await store.DisposeAsync();
    }
}
