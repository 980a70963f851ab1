using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>A store in one of its variants.</summary>
sealed class SqliteDifferentialStore(StoreVariant variant, FakeTime time, LogLines log) : IDifferentialStore
{
    readonly TemporaryStore _test = new(time, variant.Bounds, log);

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
        FileCheck.AssertConsistent(_test.File);
        _test.Open();
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
