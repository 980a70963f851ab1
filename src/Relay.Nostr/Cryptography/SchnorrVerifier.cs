namespace Relay.Nostr;

/// <summary>Verifies BIP-340 signatures, from any number of threads, remembering the parsed keys of recent valid signatures.</summary>
public sealed unsafe class SchnorrVerifier
{
    readonly nint _context;

    /// <summary>A verifier that remembers at most this many keys, in about 100 bytes each, allocated at once.</summary>
    public SchnorrVerifier(int cachedKeys = 16_384)
    {
        Cache = new PublicKeyCache(cachedKeys);
        _context = Secp256k1Context.Get();
    }

    internal PublicKeyCache Cache { get; }

    /// <summary>Whether the signature is this key's over this message. A key that is no point of the curve gives false.</summary>
    public bool Verify(ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> message32, ReadOnlySpan<byte> publicKey32)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(message32.Length, Schnorr.MessageLength);
        return VerifyAnyLength(signature64, message32, publicKey32);
    }

    /// <summary>BIP-340 signs messages of any length; Nostr only those of 32 bytes.</summary>
    internal bool VerifyAnyLength(ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey32)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature64.Length, Schnorr.SignatureLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey32.Length, Schnorr.PublicKeyLength);

        var parsed = stackalloc byte[LibSecp256k1.XOnlyPublicKeySize];
        var parsedSpan = new Span<byte>(parsed, LibSecp256k1.XOnlyPublicKeySize);
        var known = Cache.TryGet(publicKey32, parsedSpan);

        fixed (byte* signaturePointer = signature64, messagePointer = message, keyPointer = publicKey32)
        {
            if (!known && LibSecp256k1.XOnlyPublicKeyParse(_context, parsed, keyPointer) != 1)
                return false;
            if (LibSecp256k1.SchnorrVerify(_context, signaturePointer, messagePointer, (nuint)message.Length, parsed) != 1)
                return false;
        }

        // Only a valid signature earns a place: whoever wants to flush the cache must own and use as many keys as it holds.
        if (!known)
            Cache.Add(publicKey32, parsedSpan);
        return true;
    }
}
