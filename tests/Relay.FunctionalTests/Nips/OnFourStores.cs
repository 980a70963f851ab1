namespace Relay.FunctionalTests;

/// <summary>The protocol tests over four stores of all types, each with a part of the kinds.</summary>
public static class OnFourStores
{
    public sealed class Nip01Events() : Nip01EventTests(EngineTestStores.Four);

    public sealed class Nip01Storage() : Nip01StorageTests(EngineTestStores.Four);

    public sealed class Nip01Subscriptions() : Nip01SubscriptionTests(EngineTestStores.Four);

    public sealed class Nip01Filters() : Nip01FilterTests(EngineTestStores.Four);

    public sealed class Nip09() : Nip09Tests(EngineTestStores.Four);

    public sealed class Nip22() : Nip22Tests(EngineTestStores.Four);

    public sealed class Nip32() : Nip32Tests(EngineTestStores.Four);

    public sealed class Nip40() : Nip40Tests(EngineTestStores.Four);

    public sealed class Nip45() : Nip45Tests(EngineTestStores.Four);

    public sealed class Nip62() : Nip62Tests(EngineTestStores.Four);

    public sealed class Nip67() : Nip67Tests(EngineTestStores.Four);

    public sealed class Nip70() : Nip70Tests(EngineTestStores.Four);

    public sealed class Nip91() : Nip91Tests(EngineTestStores.Four);

    public sealed class VisibilityMatrix() : VisibilityMatrixTests(EngineTestStores.Four);

    public sealed class BadInput() : BadInputTests(EngineTestStores.Four);

    public sealed class ReadBudgets() : ReadBudgetTests(EngineTestStores.Four);

    public sealed class NewKeys() : NewKeysTests(EngineTestStores.Four);
}
