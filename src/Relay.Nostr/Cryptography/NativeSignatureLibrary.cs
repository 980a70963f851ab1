namespace Relay.Nostr;

/// <summary>Signatures by libsecp256k1. It allocates nothing.</summary>
sealed unsafe class NativeSignatureLibrary : SignatureLibrary
{
    readonly nint _context = Secp256k1Context.Get();

    public override string Name => $"libsecp256k1 ({LibSecp256k1Resolver.Found})";

    public override bool IsManaged => false;

    public override bool TryParsePublicKey(ReadOnlySpan<byte> publicKey32, Span<byte> parsed64)
    {
        fixed (byte* key = publicKey32, parsed = parsed64)
            return LibSecp256k1.XOnlyPublicKeyParse(_context, parsed, key) == 1;
    }

    public override bool Verify(ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> message, ReadOnlySpan<byte> parsed64)
    {
        fixed (byte* signature = signature64, messagePointer = message, parsed = parsed64)
            return LibSecp256k1.SchnorrVerify(_context, signature, messagePointer, (nuint)message.Length, parsed) == 1;
    }

    public override bool TryCreateKeyPair(ReadOnlySpan<byte> secret32, Span<byte> keyPair96)
    {
        fixed (byte* secret = secret32, pair = keyPair96)
            return LibSecp256k1.KeyPairCreate(_context, pair, secret) == 1;
    }

    public override void WriteSecret(ReadOnlySpan<byte> keyPair96, Span<byte> secret32)
    {
        fixed (byte* pair = keyPair96, secret = secret32)
            LibSecp256k1.KeyPairSecretKey(_context, secret, pair);
    }

    public override void WritePublicKey(ReadOnlySpan<byte> keyPair96, Span<byte> publicKey32)
    {
        var parsed = stackalloc byte[ParsedKeySize];
        fixed (byte* pair = keyPair96, key = publicKey32)
        {
            LibSecp256k1.KeyPairXOnlyPublicKey(_context, parsed, null, pair);
            LibSecp256k1.XOnlyPublicKeySerialize(_context, key, parsed);
        }
    }

    public override bool TrySign(
        ReadOnlySpan<byte> keyPair96, ReadOnlySpan<byte> message32, ReadOnlySpan<byte> auxiliary32, Span<byte> signature64)
    {
        fixed (byte* pair = keyPair96, message = message32, auxiliary = auxiliary32, signature = signature64)
            return LibSecp256k1.SchnorrSign32(_context, signature, message, pair, auxiliary) == 1;
    }
}
