namespace Relay.Nostr.Tests;

public sealed class ManagedSecretKeyTests() : SecretKeyTests(SignatureLibraries.Managed);
