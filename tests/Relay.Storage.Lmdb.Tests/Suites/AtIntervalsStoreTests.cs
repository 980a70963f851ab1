using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public static class AtIntervalsStoreTests
{
    public sealed class Storage : StorageSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Replacement : ReplacementSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Deletion : DeletionSuite<LmdbTestStore<AtIntervals>>;

    public sealed class AddressDeletion : AddressDeletionSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Removing : RemovalSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Vanish : VanishSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Expiration : ExpirationSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Querying : QuerySuite<LmdbTestStore<AtIntervals>>;

    public sealed class Counting : CountSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Sequence : SequenceSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Backfill : BackfillSuite<LmdbTestStore<AtIntervals>>;

    public sealed class Randomised : RandomisedSuite<LmdbTestStore<AtIntervals>>;
}
