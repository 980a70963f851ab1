using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-67: EOSE tells whether there is more.</summary>
public abstract class Nip67Tests(TestStore store) : RelayTests(store)
{
}
