using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>Without the suite about numbers: a query of lower numbers sees replaced versions only until the store is closed.</summary>
public static class ReopenedStoreTests
{
    public sealed class Storage : StorageSuite<MySqlTestStore<Reopened>>;

    public sealed class Replacement : ReplacementSuite<MySqlTestStore<Reopened>>;

    public sealed class Deletion : DeletionSuite<MySqlTestStore<Reopened>>;

    public sealed class AddressDeletion : AddressDeletionSuite<MySqlTestStore<Reopened>>;

    public sealed class Removing : RemovalSuite<MySqlTestStore<Reopened>>;

    public sealed class Vanish : VanishSuite<MySqlTestStore<Reopened>>;

    public sealed class Expiration : ExpirationSuite<MySqlTestStore<Reopened>>;

    public sealed class Querying : QuerySuite<MySqlTestStore<Reopened>>;

    public sealed class Counting : CountSuite<MySqlTestStore<Reopened>>;

    public sealed class Backfill : BackfillSuite<MySqlTestStore<Reopened>>;

    public sealed class Randomised : RandomisedSuite<MySqlTestStore<Reopened>>;
}
