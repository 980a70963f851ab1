using Relay.Core;

namespace Relay.Testing;

/// <summary>Adds a store to a relay in a test. Returns an object to dispose after the relay has ended.</summary>
public delegate IDisposable? TestStore(RelayBuilder relay);
