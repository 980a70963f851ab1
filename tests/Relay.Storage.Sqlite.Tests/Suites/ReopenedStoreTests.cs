using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>Without the suite about numbers: a query of lower numbers sees replaced versions only until the store is closed.</summary>
public static class ReopenedStoreTests
{
    public sealed class Storage : StorageSuite<SqliteTestStore<Reopened>>;

    public sealed class Replacement : ReplacementSuite<SqliteTestStore<Reopened>>;

    public sealed class Deletion : DeletionSuite<SqliteTestStore<Reopened>>;

    public sealed class AddressDeletion : AddressDeletionSuite<SqliteTestStore<Reopened>>;

    public sealed class Removing : RemovalSuite<SqliteTestStore<Reopened>>;

    public sealed class Vanish : VanishSuite<SqliteTestStore<Reopened>>;

    public sealed class Expiration : ExpirationSuite<SqliteTestStore<Reopened>>;

    public sealed class Querying : QuerySuite<SqliteTestStore<Reopened>>;

    public sealed class Counting : CountSuite<SqliteTestStore<Reopened>>;

    public sealed class Backfill : BackfillSuite<SqliteTestStore<Reopened>>;

    public sealed class Randomised : RandomisedSuite<SqliteTestStore<Reopened>>;
}
