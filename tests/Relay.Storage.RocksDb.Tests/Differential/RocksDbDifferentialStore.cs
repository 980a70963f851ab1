using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>A store in one of its variants.</summary>
sealed class RocksDbDifferentialStore(RocksDbVariant variant, FakeTime time, LogLines log) : IDifferentialStore
{
    readonly TemporaryStore _test = new(time, variant.Slices, log);

    public ISequencedStore Store => _test.Store;

    public string? Complaint => log.All.FirstOrDefault(line => !line.StartsWith("Debug", StringComparison.Ordinal));

    public async Task RearrangeAsync(RandomHistory history)
    {
        if (history.Chance(variant.Reopen))
            await _test.ReopenAsync();
    }

    public async Task CheckAsync()
    {
        await _test.CloseAsync();
        RowCheck.AssertConsistent(_test.Options);
        _test.Open();
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
