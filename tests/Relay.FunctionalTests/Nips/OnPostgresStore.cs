namespace Relay.FunctionalTests;

/// <summary>The protocol tests over a store in PostgreSQL.</summary>
public static class OnPostgresStore
{
    public sealed class Nip01Events() : Nip01EventTests(EngineTestStores.Postgres);

    public sealed class Nip01Storage() : Nip01StorageTests(EngineTestStores.Postgres);

    public sealed class Nip01Subscriptions() : Nip01SubscriptionTests(EngineTestStores.Postgres);

    public sealed class Nip01Filters() : Nip01FilterTests(EngineTestStores.Postgres);

    public sealed class Nip09() : Nip09Tests(EngineTestStores.Postgres);

    public sealed class Nip22() : Nip22Tests(EngineTestStores.Postgres);

    public sealed class Nip32() : Nip32Tests(EngineTestStores.Postgres);

    public sealed class Nip40() : Nip40Tests(EngineTestStores.Postgres);

    public sealed class Nip45() : Nip45Tests(EngineTestStores.Postgres);

    public sealed class Nip62() : Nip62Tests(EngineTestStores.Postgres);

    public sealed class Nip67() : Nip67Tests(EngineTestStores.Postgres);

    public sealed class Nip70() : Nip70Tests(EngineTestStores.Postgres);

    public sealed class Nip91() : Nip91Tests(EngineTestStores.Postgres);

    public sealed class VisibilityMatrix() : VisibilityMatrixTests(EngineTestStores.Postgres);

    public sealed class BadInput() : BadInputTests(EngineTestStores.Postgres);

    public sealed class ReadBudgets() : ReadBudgetTests(EngineTestStores.Postgres);

    public sealed class NewKeys() : NewKeysTests(EngineTestStores.Postgres);
}
