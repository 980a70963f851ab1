using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>Without the suite about numbers: a query of lower numbers sees replaced versions only until the store is closed.</summary>
public static class ReopenedStoreTests
{
    public sealed class Storage : StorageSuite<PostgresTestStore<Reopened>>;

    public sealed class Replacement : ReplacementSuite<PostgresTestStore<Reopened>>;

    public sealed class Deletion : DeletionSuite<PostgresTestStore<Reopened>>;

    public sealed class AddressDeletion : AddressDeletionSuite<PostgresTestStore<Reopened>>;

    public sealed class Removing : RemovalSuite<PostgresTestStore<Reopened>>;

    public sealed class Vanish : VanishSuite<PostgresTestStore<Reopened>>;

    public sealed class Expiration : ExpirationSuite<PostgresTestStore<Reopened>>;

    public sealed class Querying : QuerySuite<PostgresTestStore<Reopened>>;

    public sealed class Counting : CountSuite<PostgresTestStore<Reopened>>;

    public sealed class Backfill : BackfillSuite<PostgresTestStore<Reopened>>;

    public sealed class Randomised : RandomisedSuite<PostgresTestStore<Reopened>>;
}
