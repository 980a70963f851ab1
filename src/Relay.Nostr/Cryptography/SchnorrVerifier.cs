namespace Relay.Nostr;

/// <summary>Verifies BIP-340 signatures on any number of threads. It remembers the parsed keys of recent valid signatures.</summary>
public sealed class SchnorrVerifier
{
    readonly SignatureLibrary _library;

    /// <summary>A verifier that remembers at most this many keys. Each takes about 100 bytes, all allocated at once.</summary>
    public SchnorrVerifier(int cachedKeys = 16_384)
        : this(SignatureLibrary.Current, cachedKeys)
    {
    }

    internal SchnorrVerifier(SignatureLibrary library, int cachedKeys)
    {
        Cache = new PublicKeyCache(cachedKeys);
        _library = library;
    }

    internal PublicKeyCache Cache { get; }

    /// <summary>Whether the signature is this key's for this message. False if the key is not a point of the curve.</summary>
    public bool Verify(ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> message32, ReadOnlySpan<byte> publicKey32)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(message32.Length, Schnorr.MessageLength);
        return VerifyAnyLength(signature64, message32, publicKey32);
    }

    /// <summary>BIP-340 signs messages of any length; Nostr only signs 32 bytes, and managed code verifies no others.</summary>
    internal bool VerifyAnyLength(ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey32)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature64.Length, Schnorr.SignatureLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey32.Length, Schnorr.PublicKeyLength);

        Span<byte> parsed = stackalloc byte[SignatureLibrary.ParsedKeySize];
        var known = Cache.TryGet(publicKey32, parsed);
        if (!known && !_library.TryParsePublicKey(publicKey32, parsed))
            return false;
        if (!_library.Verify(signature64, message, parsed))
            return false;

        // Only a key with a valid signature is cached. To flush the cache a client would need as many keys as the cache holds, and would
        // have to sign with each.
        if (!known)
            Cache.Add(publicKey32, parsed);
        return true;
    }
}
