namespace Relay.Nostr.Tests;

public sealed class ManagedSchnorrVerifierTests() : SchnorrVerifierTests(SignatureLibraries.Managed)
{
    // BIP-340 allows other lengths, Nostr does not.
    private protected override bool TakesOnly32Bytes => true;

    // Measured: 700 to 1,250.
    private protected override int BytesAllocated => 1_500;
}
