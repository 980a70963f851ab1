using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>The store in memory under the suites of every store.</summary>
public static class InMemoryStoreTests
{
    public sealed class Storage : StorageSuite<InMemoryTestStore>;

    public sealed class Replacement : ReplacementSuite<InMemoryTestStore>;

    public sealed class Deletion : DeletionSuite<InMemoryTestStore>;

    public sealed class AddressDeletion : AddressDeletionSuite<InMemoryTestStore>;

    public sealed class Removing : RemovalSuite<InMemoryTestStore>;

    public sealed class Vanish : VanishSuite<InMemoryTestStore>;

    public sealed class Expiration : ExpirationSuite<InMemoryTestStore>;

    public sealed class Querying : QuerySuite<InMemoryTestStore>;

    public sealed class Counting : CountSuite<InMemoryTestStore>;

    public sealed class Sequence : SequenceSuite<InMemoryTestStore>;

    public sealed class Backfill : BackfillSuite<InMemoryTestStore>;

    public sealed class Randomised : RandomisedSuite<InMemoryTestStore>;

    public sealed class Moments
    {
        [Fact]
        public async Task While_a_writer_never_rests_there_is_always_one_version()
        {
            await using var store = new InMemoryStore();
            await RestlessWriter.AssertOneVersionAsync(store, 5_000);
        }
    }
}
