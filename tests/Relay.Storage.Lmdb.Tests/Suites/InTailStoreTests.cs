using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public static class InTailStoreTests
{
    public sealed class Storage : StorageSuite<LmdbTestStore<InTail>>;

    public sealed class Replacement : ReplacementSuite<LmdbTestStore<InTail>>;

    public sealed class Deletion : DeletionSuite<LmdbTestStore<InTail>>;

    public sealed class AddressDeletion : AddressDeletionSuite<LmdbTestStore<InTail>>;

    public sealed class Removing : RemovalSuite<LmdbTestStore<InTail>>;

    public sealed class Vanish : VanishSuite<LmdbTestStore<InTail>>;

    public sealed class Expiration : ExpirationSuite<LmdbTestStore<InTail>>;

    public sealed class Querying : QuerySuite<LmdbTestStore<InTail>>;

    public sealed class Counting : CountSuite<LmdbTestStore<InTail>>;

    public sealed class Sequence : SequenceSuite<LmdbTestStore<InTail>>;

    public sealed class Backfill : BackfillSuite<LmdbTestStore<InTail>>;

    public sealed class Randomised : RandomisedSuite<LmdbTestStore<InTail>>;
}
