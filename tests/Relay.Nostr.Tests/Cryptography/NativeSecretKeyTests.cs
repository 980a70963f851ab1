namespace Relay.Nostr.Tests;

public sealed class NativeSecretKeyTests() : SecretKeyTests(SignatureLibraries.Native);
