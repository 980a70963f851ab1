using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The protocol tests over the store in memory.</summary>
public static class OnInMemoryStore
{
    public sealed class Nip01Events() : Nip01EventTests(TestStores.InMemory);

    public sealed class Nip01Storage() : Nip01StorageTests(TestStores.InMemory);

    public sealed class Nip01Subscriptions() : Nip01SubscriptionTests(TestStores.InMemory);

    public sealed class Nip01Filters() : Nip01FilterTests(TestStores.InMemory);

    public sealed class Nip09() : Nip09Tests(TestStores.InMemory);

    public sealed class Nip22() : Nip22Tests(TestStores.InMemory);

    public sealed class Nip32() : Nip32Tests(TestStores.InMemory);

    public sealed class Nip40() : Nip40Tests(TestStores.InMemory);

    public sealed class Nip45() : Nip45Tests(TestStores.InMemory);

    public sealed class Nip62() : Nip62Tests(TestStores.InMemory);

    public sealed class Nip67() : Nip67Tests(TestStores.InMemory);

    public sealed class Nip70() : Nip70Tests(TestStores.InMemory);

    public sealed class Nip91() : Nip91Tests(TestStores.InMemory);

    public sealed class VisibilityMatrix() : VisibilityMatrixTests(TestStores.InMemory);

    public sealed class BadInput() : BadInputTests(TestStores.InMemory);

    public sealed class ReadBudgets() : ReadBudgetTests(TestStores.InMemory);

    public sealed class NewKeys() : NewKeysTests(TestStores.InMemory);
}
