namespace Relay.Nostr;

/// <summary>Verifies BIP-340 signatures on any number of threads. It remembers the parsed keys of recent valid signatures.</summary>
public sealed unsafe class SchnorrVerifier
{
    readonly nint _context;

    /// <summary>A verifier that remembers at most this many keys. Each takes about 100 bytes, all allocated at once.</summary>
    public SchnorrVerifier(int cachedKeys = 16_384)
    {
        Cache = new PublicKeyCache(cachedKeys);
        _context = Secp256k1Context.Get();
    }

    internal PublicKeyCache Cache { get; }

    /// <summary>Whether the signature is this key's for this message. False if the key is not a point of the curve.</summary>
    public bool Verify(ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> message32, ReadOnlySpan<byte> publicKey32)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(message32.Length, Schnorr.MessageLength);
        return VerifyAnyLength(signature64, message32, publicKey32);
    }

    /// <summary>BIP-340 signs messages of any length; Nostr only signs 32 bytes.</summary>
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

        // Only a key with a valid signature is cached. To flush the cache a client would need as many keys as the cache holds, and would
        // have to sign with each.
        if (!known)
            Cache.Add(publicKey32, parsedSpan);
        return true;
    }
}
