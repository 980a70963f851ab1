using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>The common rules of stores on a mirror.</summary>
public static class MirrorSuites
{
    public sealed class Storage : StorageSuite<TwoStores>;

    public sealed class Replacement : ReplacementSuite<TwoStores>;

    public sealed class Deletion : DeletionSuite<TwoStores>;

    public sealed class AddressDeletion : AddressDeletionSuite<TwoStores>;

    public sealed class Removing : RemovalSuite<TwoStores>;

    public sealed class Vanish : VanishSuite<TwoStores>;

    public sealed class Expiration : ExpirationSuite<TwoStores>;

    public sealed class Querying : QuerySuite<TwoStores>;

    public sealed class Counting : CountSuite<TwoStores>;

    public sealed class Backfill : BackfillSuite<TwoStores>;

    public sealed class Randomised : RandomisedSuite<TwoStores>;

    /// <summary>A mirror of two stores in memory.</summary>
    public sealed class TwoStores : ITestStore
    {
        MirrorStore? _mirror;

        public async ValueTask<ISequencedStore> OpenAsync(TimeProvider time)
        {
            var first = new InMemoryStore(time);
            _mirror = await TestMirror.OpenAsync(time, first, new InMemoryStore(time));
            return new NumberedByFirst(_mirror, first);
        }

        public ValueTask DisposeAsync() => _mirror?.DisposeAsync() ?? default;
    }
}
