using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public static class IndexedStoreTests
{
    public sealed class Storage : StorageSuite<LmdbTestStore<Indexed>>;

    public sealed class Replacement : ReplacementSuite<LmdbTestStore<Indexed>>;

    public sealed class Deletion : DeletionSuite<LmdbTestStore<Indexed>>;

    public sealed class AddressDeletion : AddressDeletionSuite<LmdbTestStore<Indexed>>;

    public sealed class Removing : RemovalSuite<LmdbTestStore<Indexed>>;

    public sealed class Vanish : VanishSuite<LmdbTestStore<Indexed>>;

    public sealed class Expiration : ExpirationSuite<LmdbTestStore<Indexed>>;

    public sealed class Querying : QuerySuite<LmdbTestStore<Indexed>>;

    public sealed class Counting : CountSuite<LmdbTestStore<Indexed>>;

    public sealed class Sequence : SequenceSuite<LmdbTestStore<Indexed>>;

    public sealed class Backfill : BackfillSuite<LmdbTestStore<Indexed>>;

    public sealed class Randomised : RandomisedSuite<LmdbTestStore<Indexed>>;
}
