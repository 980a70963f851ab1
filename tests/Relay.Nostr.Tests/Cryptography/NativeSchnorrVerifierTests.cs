namespace Relay.Nostr.Tests;

public sealed class NativeSchnorrVerifierTests() : SchnorrVerifierTests(SignatureLibraries.Native)
{
    private protected override bool TakesOnly32Bytes => false;

    private protected override int BytesAllocated => 0;
}
