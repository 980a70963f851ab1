namespace Relay.FunctionalTests;

/// <summary>The protocol tests over a store in RocksDB.</summary>
public static class OnRocksDbStore
{
    public sealed class Nip01Events() : Nip01EventTests(EngineTestStores.RocksDb);

    public sealed class Nip01Storage() : Nip01StorageTests(EngineTestStores.RocksDb);

    public sealed class Nip01Subscriptions() : Nip01SubscriptionTests(EngineTestStores.RocksDb);

    public sealed class Nip01Filters() : Nip01FilterTests(EngineTestStores.RocksDb);

    public sealed class Nip09() : Nip09Tests(EngineTestStores.RocksDb);

    public sealed class Nip22() : Nip22Tests(EngineTestStores.RocksDb);

    public sealed class Nip32() : Nip32Tests(EngineTestStores.RocksDb);

    public sealed class Nip40() : Nip40Tests(EngineTestStores.RocksDb);

    public sealed class Nip45() : Nip45Tests(EngineTestStores.RocksDb);

    public sealed class Nip62() : Nip62Tests(EngineTestStores.RocksDb);

    public sealed class Nip67() : Nip67Tests(EngineTestStores.RocksDb);

    public sealed class Nip70() : Nip70Tests(EngineTestStores.RocksDb);

    public sealed class Nip91() : Nip91Tests(EngineTestStores.RocksDb);

    public sealed class VisibilityMatrix() : VisibilityMatrixTests(EngineTestStores.RocksDb);

    public sealed class BadInput() : BadInputTests(EngineTestStores.RocksDb);

    public sealed class ReadBudgets() : ReadBudgetTests(EngineTestStores.RocksDb);

    public sealed class NewKeys() : NewKeysTests(EngineTestStores.RocksDb);
}
