using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

public static class OpenedStoreTests
{
    public sealed class Storage : StorageSuite<SqliteTestStore<Opened>>;

    public sealed class Replacement : ReplacementSuite<SqliteTestStore<Opened>>;

    public sealed class Deletion : DeletionSuite<SqliteTestStore<Opened>>;

    public sealed class AddressDeletion : AddressDeletionSuite<SqliteTestStore<Opened>>;

    public sealed class Removing : RemovalSuite<SqliteTestStore<Opened>>;

    public sealed class Vanish : VanishSuite<SqliteTestStore<Opened>>;

    public sealed class Expiration : ExpirationSuite<SqliteTestStore<Opened>>;

    public sealed class Querying : QuerySuite<SqliteTestStore<Opened>>;

    public sealed class Counting : CountSuite<SqliteTestStore<Opened>>;

    public sealed class Sequence : SequenceSuite<SqliteTestStore<Opened>>;

    public sealed class Backfill : BackfillSuite<SqliteTestStore<Opened>>;

    public sealed class Randomised : RandomisedSuite<SqliteTestStore<Opened>>;
}
