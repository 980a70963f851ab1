using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>Without the sequence suite: a query that began before a store was closed does not go on after it.</summary>
public static class ReopenedStoreTests
{
    public sealed class Storage : StorageSuite<ReopenedTestStore>;

    public sealed class Replacement : ReplacementSuite<ReopenedTestStore>;

    public sealed class Deletion : DeletionSuite<ReopenedTestStore>;

    public sealed class AddressDeletion : AddressDeletionSuite<ReopenedTestStore>;

    public sealed class Removing : RemovalSuite<ReopenedTestStore>;

    public sealed class Vanish : VanishSuite<ReopenedTestStore>;

    public sealed class Expiration : ExpirationSuite<ReopenedTestStore>;

    public sealed class Querying : QuerySuite<ReopenedTestStore>;

    public sealed class Counting : CountSuite<ReopenedTestStore>;

    public sealed class Backfill : BackfillSuite<ReopenedTestStore>;

    public sealed class Randomised : RandomisedSuite<ReopenedTestStore>;
}
