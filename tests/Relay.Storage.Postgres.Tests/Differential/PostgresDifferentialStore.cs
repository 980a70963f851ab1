using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>A store in one of its variants.</summary>
sealed class PostgresDifferentialStore(StoreVariant variant, FakeTime time, LogLines log) : IDifferentialStore
{
    readonly TemporaryStore _test = TemporaryStore.CreateAsync(time, variant.Bounds, log).GetAwaiter().GetResult();

    public ISequencedStore Store => _test.Store;

    public string? Complaint => log.All.FirstOrDefault(line => !line.StartsWith("Debug", StringComparison.Ordinal));

    public async Task RearrangeAsync(RandomHistory history)
    {
        if (history.Chance(variant.Reopen))
            await _test.ReopenAsync();
    }

    public Task CheckAsync() => _test.AssertConsistentAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
