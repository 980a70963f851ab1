using Microsoft.Extensions.Logging.Abstractions;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>The common rules of stores on an engine with pages of three events.</summary>
public static class EngineStoreSuites
{
    public sealed class Storage : StorageSuite<MemoryEngineStore>;

    public sealed class Replacement : ReplacementSuite<MemoryEngineStore>;

    public sealed class Deletion : DeletionSuite<MemoryEngineStore>;

    public sealed class AddressDeletion : AddressDeletionSuite<MemoryEngineStore>;

    public sealed class Removing : RemovalSuite<MemoryEngineStore>;

    public sealed class Vanish : VanishSuite<MemoryEngineStore>;

    public sealed class Expiration : ExpirationSuite<MemoryEngineStore>;

    public sealed class Querying : QuerySuite<MemoryEngineStore>;

    public sealed class Counting : CountSuite<MemoryEngineStore>;

    public sealed class Sequence : SequenceSuite<MemoryEngineStore>;

    public sealed class Backfill : BackfillSuite<MemoryEngineStore>;

    public sealed class Randomised : RandomisedSuite<MemoryEngineStore>;

    public sealed class MemoryEngineStore : ITestStore
    {
        EngineStore? _store;

        public async ValueTask<ISequencedStore> OpenAsync(TimeProvider time) =>
            _store = await EngineStore.OpenAsync(new MemoryEngine(), new(time, NullLogger.Instance));

        public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;
    }
}
