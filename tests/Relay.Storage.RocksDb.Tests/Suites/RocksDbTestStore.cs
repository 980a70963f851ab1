using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>Opens a store for the common suites.</summary>
public sealed class RocksDbTestStore : ITestStore
{
    TemporaryStore? _test;

    public ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
    {
        _test = new TemporaryStore((FakeTime)time);
        return new(_test.Store);
    }

    public ValueTask DisposeAsync() => _test?.DisposeAsync() ?? default;
}
