namespace Relay.FunctionalTests;

/// <summary>The protocol tests over a store in MariaDB.</summary>
public static class OnMySqlStore
{
    public sealed class Nip01Events() : Nip01EventTests(EngineTestStores.MySql);

    public sealed class Nip01Storage() : Nip01StorageTests(EngineTestStores.MySql);

    public sealed class Nip01Subscriptions() : Nip01SubscriptionTests(EngineTestStores.MySql);

    public sealed class Nip01Filters() : Nip01FilterTests(EngineTestStores.MySql);

    public sealed class Nip09() : Nip09Tests(EngineTestStores.MySql);

    public sealed class Nip22() : Nip22Tests(EngineTestStores.MySql);

    public sealed class Nip32() : Nip32Tests(EngineTestStores.MySql);

    public sealed class Nip40() : Nip40Tests(EngineTestStores.MySql);

    public sealed class Nip45() : Nip45Tests(EngineTestStores.MySql);

    public sealed class Nip62() : Nip62Tests(EngineTestStores.MySql);

    public sealed class Nip67() : Nip67Tests(EngineTestStores.MySql);

    public sealed class Nip70() : Nip70Tests(EngineTestStores.MySql);

    public sealed class Nip91() : Nip91Tests(EngineTestStores.MySql);

    public sealed class VisibilityMatrix() : VisibilityMatrixTests(EngineTestStores.MySql);

    public sealed class BadInput() : BadInputTests(EngineTestStores.MySql);

    public sealed class ReadBudgets() : ReadBudgetTests(EngineTestStores.MySql);

    public sealed class NewKeys() : NewKeysTests(EngineTestStores.MySql);
}
