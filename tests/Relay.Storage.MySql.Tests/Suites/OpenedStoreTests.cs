using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

public static class OpenedStoreTests
{
    public sealed class Storage : StorageSuite<MySqlTestStore<Opened>>;

    public sealed class Replacement : ReplacementSuite<MySqlTestStore<Opened>>;

    public sealed class Deletion : DeletionSuite<MySqlTestStore<Opened>>;

    public sealed class AddressDeletion : AddressDeletionSuite<MySqlTestStore<Opened>>;

    public sealed class Removing : RemovalSuite<MySqlTestStore<Opened>>;

    public sealed class Vanish : VanishSuite<MySqlTestStore<Opened>>;

    public sealed class Expiration : ExpirationSuite<MySqlTestStore<Opened>>;

    public sealed class Querying : QuerySuite<MySqlTestStore<Opened>>;

    public sealed class Counting : CountSuite<MySqlTestStore<Opened>>;

    public sealed class Sequence : SequenceSuite<MySqlTestStore<Opened>>;

    public sealed class Backfill : BackfillSuite<MySqlTestStore<Opened>>;

    public sealed class Randomised : RandomisedSuite<MySqlTestStore<Opened>>;
}
