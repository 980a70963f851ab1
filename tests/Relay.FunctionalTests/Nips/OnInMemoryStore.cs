using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The protocol over the store that forgets.</summary>
public static class OnInMemoryStore
{
    public sealed class Nip01Events() : Nip01EventTests(TestStores.InMemory);

    public sealed class Nip01Storage() : Nip01StorageTests(TestStores.InMemory);

    public sealed class Nip01Subscriptions() : Nip01SubscriptionTests(TestStores.InMemory);

    public sealed class Nip01Filters() : Nip01FilterTests(TestStores.InMemory);
}
