namespace Relay.FunctionalTests;

/// <summary>The protocol tests over a store in SQLite.</summary>
public static class OnSqliteStore
{
    public sealed class Nip01Events() : Nip01EventTests(EngineTestStores.Sqlite);

    public sealed class Nip01Storage() : Nip01StorageTests(EngineTestStores.Sqlite);

    public sealed class Nip01Subscriptions() : Nip01SubscriptionTests(EngineTestStores.Sqlite);

    public sealed class Nip01Filters() : Nip01FilterTests(EngineTestStores.Sqlite);

    public sealed class Nip09() : Nip09Tests(EngineTestStores.Sqlite);

    public sealed class Nip22() : Nip22Tests(EngineTestStores.Sqlite);

    public sealed class Nip32() : Nip32Tests(EngineTestStores.Sqlite);

    public sealed class Nip40() : Nip40Tests(EngineTestStores.Sqlite);

    public sealed class Nip45() : Nip45Tests(EngineTestStores.Sqlite);

    public sealed class Nip62() : Nip62Tests(EngineTestStores.Sqlite);

    public sealed class Nip67() : Nip67Tests(EngineTestStores.Sqlite);

    public sealed class Nip70() : Nip70Tests(EngineTestStores.Sqlite);

    public sealed class Nip91() : Nip91Tests(EngineTestStores.Sqlite);

    public sealed class VisibilityMatrix() : VisibilityMatrixTests(EngineTestStores.Sqlite);

    public sealed class BadInput() : BadInputTests(EngineTestStores.Sqlite);

    public sealed class ReadBudgets() : ReadBudgetTests(EngineTestStores.Sqlite);

    public sealed class NewKeys() : NewKeysTests(EngineTestStores.Sqlite);
}
