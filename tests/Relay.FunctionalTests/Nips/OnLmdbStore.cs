using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The protocol tests over the embedded store.</summary>
public static class OnLmdbStore
{
    public sealed class Nip01Events() : Nip01EventTests(TestStores.Lmdb);

    public sealed class Nip01Storage() : Nip01StorageTests(TestStores.Lmdb);

    public sealed class Nip01Subscriptions() : Nip01SubscriptionTests(TestStores.Lmdb);

    public sealed class Nip01Filters() : Nip01FilterTests(TestStores.Lmdb);

    public sealed class Nip09() : Nip09Tests(TestStores.Lmdb);

    public sealed class Nip22() : Nip22Tests(TestStores.Lmdb);

    public sealed class Nip32() : Nip32Tests(TestStores.Lmdb);

    public sealed class Nip40() : Nip40Tests(TestStores.Lmdb);

    public sealed class Nip45() : Nip45Tests(TestStores.Lmdb);

    public sealed class Nip62() : Nip62Tests(TestStores.Lmdb);

    public sealed class Nip67() : Nip67Tests(TestStores.Lmdb);

    public sealed class Nip70() : Nip70Tests(TestStores.Lmdb);

    public sealed class Nip91() : Nip91Tests(TestStores.Lmdb);

    public sealed class VisibilityMatrix() : VisibilityMatrixTests(TestStores.Lmdb);

    public sealed class VisibilityMatrixOfLambdas() : VisibilityMatrixTests(LambdaStores.SeeEverything);

    public sealed class VisibilityMatrixOfHeedlessLambdas() : VisibilityMatrixTests(LambdaStores.Heedless);

    public sealed class BadInput() : BadInputTests(TestStores.Lmdb);

    public sealed class ReadBudgets() : ReadBudgetTests(TestStores.Lmdb);

    public sealed class NewKeys() : NewKeysTests(TestStores.Lmdb);
}
