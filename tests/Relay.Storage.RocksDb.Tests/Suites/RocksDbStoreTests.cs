using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

public static class RocksDbStoreTests
{
    public sealed class Storage : StorageSuite<RocksDbTestStore>;

    public sealed class Replacement : ReplacementSuite<RocksDbTestStore>;

    public sealed class Deletion : DeletionSuite<RocksDbTestStore>;

    public sealed class AddressDeletion : AddressDeletionSuite<RocksDbTestStore>;

    public sealed class Removing : RemovalSuite<RocksDbTestStore>;

    public sealed class Vanish : VanishSuite<RocksDbTestStore>;

    public sealed class Expiration : ExpirationSuite<RocksDbTestStore>;

    public sealed class Querying : QuerySuite<RocksDbTestStore>;

    public sealed class Counting : CountSuite<RocksDbTestStore>;

    public sealed class Sequence : SequenceSuite<RocksDbTestStore>;

    public sealed class Backfill : BackfillSuite<RocksDbTestStore>;

    public sealed class Randomised : RandomisedSuite<RocksDbTestStore>;
}
