using Relay.Core;

namespace Relay.Testing;

/// <summary>Which store a relay under test has: adds it, and returns what to clear away after the relay has ended.</summary>
public delegate IDisposable? TestStore(RelayBuilder relay);
