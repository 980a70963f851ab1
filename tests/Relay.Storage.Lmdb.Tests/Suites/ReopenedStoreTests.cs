using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public static class ReopenedStoreTests
{
    public sealed class Storage : StorageSuite<LmdbTestStore<Reopened>>;

    public sealed class Replacement : ReplacementSuite<LmdbTestStore<Reopened>>;

    public sealed class Deletion : DeletionSuite<LmdbTestStore<Reopened>>;

    public sealed class AddressDeletion : AddressDeletionSuite<LmdbTestStore<Reopened>>;

    public sealed class Removing : RemovalSuite<LmdbTestStore<Reopened>>;

    public sealed class Vanish : VanishSuite<LmdbTestStore<Reopened>>;

    public sealed class Expiration : ExpirationSuite<LmdbTestStore<Reopened>>;

    public sealed class Querying : QuerySuite<LmdbTestStore<Reopened>>;

    public sealed class Counting : CountSuite<LmdbTestStore<Reopened>>;

    public sealed class Sequence : SequenceSuite<LmdbTestStore<Reopened>>;

    public sealed class Backfill : BackfillSuite<LmdbTestStore<Reopened>>;

    public sealed class Randomised : RandomisedSuite<LmdbTestStore<Reopened>>;
}
