using Microsoft.Extensions.Logging.Abstractions;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>The common rules of stores on a store with an archive, to which events go as soon as they are stored, or never.</summary>
public static class ArchiveSuites
{
    public sealed class Storage : StorageSuite<AtOnce>;

    public sealed class Replacement : ReplacementSuite<AtOnce>;

    public sealed class Deletion : DeletionSuite<AtOnce>;

    public sealed class AddressDeletion : AddressDeletionSuite<AtOnce>;

    public sealed class Removing : RemovalSuite<Never>;

    public sealed class Vanish : VanishSuite<AtOnce>;

    public sealed class Expiration : ExpirationSuite<AtOnce>;

    public sealed class Querying : QuerySuite<AtOnce>;

    public sealed class Counting : CountSuite<AtOnce>;

    public sealed class Backfill : BackfillSuite<Never>;

    public sealed class Randomised : RandomisedSuite<AtOnce>;

    /// <summary>Two stores in memory; the events of the suites are from the past.</summary>
    public sealed class AtOnce : ITestStore
    {
        public async ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
        {
            var (first, store) = await OpenPairAsync(time, TimeSpan.FromDays(1));
            return new NumberedByFirst(store, first, () => store.MoveAsync(default));
        }

        public ValueTask DisposeAsync() => default;
    }

    /// <summary>The same, with an archive for older events than there are.</summary>
    public sealed class Never : ITestStore
    {
        public async ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
        {
            var (first, store) = await OpenPairAsync(time, TimeSpan.FromDays(36500));
            return new NumberedByFirst(store, first);
        }

        public ValueTask DisposeAsync() => default;
    }

    static async Task<(InMemoryStore First, ArchiveStore Store)> OpenPairAsync(TimeProvider time, TimeSpan olderThan)
    {
        var first = new InMemoryStore(time);
        var route = new StoreRoute(new InMemoryStore(time)) { Name = "archive" };
        return (first, await ArchiveStore.OpenAsync(first, "first", [new ArchivedStore(route, olderThan)], time, NullLogger.Instance));
    }
}
