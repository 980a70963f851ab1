using Relay.TestSupport;

namespace Relay.Core.Tests;

public sealed class InMemoryTestStore : ITestStore
{
    public ValueTask<ISequencedStore> OpenAsync(TimeProvider time) => new(new InMemoryStore(time));

    public ValueTask DisposeAsync() => default;
}
