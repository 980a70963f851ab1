using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>Opens a store that is reopened after changes.</summary>
public sealed class ReopenedTestStore : ITestStore
{
    TemporaryStore? _test;

    public ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
    {
        _test = new TemporaryStore((FakeTime)time);
        return new(new ReopenedStore(_test));
    }

    public ValueTask DisposeAsync() => _test?.DisposeAsync() ?? default;
}
