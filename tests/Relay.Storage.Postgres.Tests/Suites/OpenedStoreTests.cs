using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

public static class OpenedStoreTests
{
    public sealed class Storage : StorageSuite<PostgresTestStore<Opened>>;

    public sealed class Replacement : ReplacementSuite<PostgresTestStore<Opened>>;

    public sealed class Deletion : DeletionSuite<PostgresTestStore<Opened>>;

    public sealed class AddressDeletion : AddressDeletionSuite<PostgresTestStore<Opened>>;

    public sealed class Removing : RemovalSuite<PostgresTestStore<Opened>>;

    public sealed class Vanish : VanishSuite<PostgresTestStore<Opened>>;

    public sealed class Expiration : ExpirationSuite<PostgresTestStore<Opened>>;

    public sealed class Querying : QuerySuite<PostgresTestStore<Opened>>;

    public sealed class Counting : CountSuite<PostgresTestStore<Opened>>;

    public sealed class Sequence : SequenceSuite<PostgresTestStore<Opened>>;

    public sealed class Backfill : BackfillSuite<PostgresTestStore<Opened>>;

    public sealed class Randomised : RandomisedSuite<PostgresTestStore<Opened>>;
}
