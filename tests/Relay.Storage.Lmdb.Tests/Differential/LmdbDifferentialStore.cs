using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The embedded store in one of its variants.</summary>
sealed class LmdbDifferentialStore(StoreVariant variant, FakeTime time, LogLines log) : IDifferentialStore
{
    readonly TemporaryStore _test = TemporaryStore.Open(time, variant.Sync, bounds: variant.Bounds, logger: log);

    public ISequencedStore Store => _test.Store;

    public string? Complaint => log.All.FirstOrDefault(line => !line.StartsWith("Debug", StringComparison.Ordinal));

    public async Task RearrangeAsync(RandomHistory history)
    {
        if (history.Chance(variant.Index))
            await _test.Store.IndexAsync();
        if (history.Chance(variant.Reopen))
            await _test.ReopenAsync();
    }

    public Task CheckAsync() => _test.CheckAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
