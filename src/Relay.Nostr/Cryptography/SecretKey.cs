using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>
/// A secret key that signs. Its bytes never move in memory and are zeroed on disposal. Printing it shows only its public key.
/// </summary>
public sealed class SecretKey : IDisposable
{
    const int Length = 32;

    readonly SignatureLibrary _library;
    readonly byte[] _keyPair;
    readonly byte[] _publicKey = new byte[Schnorr.PublicKeyLength];
    int _disposed;

    SecretKey(SignatureLibrary library, byte[] keyPair)
    {
        _library = library;
        _keyPair = keyPair;
        library.WritePublicKey(keyPair, _publicKey);
    }

    /// <summary>The x-only public key, 32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>A new key from the system's cryptographic random source.</summary>
    public static SecretKey Generate() => Generate(SignatureLibrary.Current);

    internal static SecretKey Generate(SignatureLibrary library)
    {
        Span<byte> secret = stackalloc byte[Length];
        while (true)
        {
            RandomNumberGenerator.Fill(secret);
            if (TryFromBytes(secret, library, out var key))
            {
                CryptographicOperations.ZeroMemory(secret);
                return key;
            }
        }
    }

    /// <summary>
    /// The key with these 32 bytes. Throws <see cref="ArgumentException"/> if they are zero or not below the curve's order.
    /// </summary>
    public static SecretKey FromBytes(ReadOnlySpan<byte> secret32) =>
        TryFromBytes(secret32, out var key)
            ? key
            : throw new ArgumentException("A secret key is 32 bytes, not zero and below the order of the curve.", nameof(secret32));

    /// <summary>The key with these 32 bytes. False if they are zero or not below the curve's order.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> secret32, [NotNullWhen(true)] out SecretKey? key) =>
        TryFromBytes(secret32, SignatureLibrary.Current, out key);

    internal static bool TryFromBytes(ReadOnlySpan<byte> secret32, SignatureLibrary library, [NotNullWhen(true)] out SecretKey? key)
    {
        key = null;
        if (secret32.Length != Length)
            return false;

        var keyPair = GC.AllocateArray<byte>(SignatureLibrary.KeyPairSize, pinned: true);
        if (!library.TryCreateKeyPair(secret32, keyPair))
            return false;

        key = new SecretKey(library, keyPair);
        return true;
    }

    /// <summary>Reads 64 lowercase hex characters or an nsec. The reason of a refusal never repeats the text.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out SecretKey? key, [NotNullWhen(false)] out string? reason) =>
        TryParse(text, SignatureLibrary.Current, out key, out reason);

    internal static bool TryParse(
        ReadOnlySpan<char> text,
        SignatureLibrary library,
        [NotNullWhen(true)] out SecretKey? key,
        [NotNullWhen(false)] out string? reason)
    {
        key = null;
        if (!Nip19.TryParseSecretKey(text, out var secret, out reason))
            return false;

        var valid = TryFromBytes(secret, library, out key);
        CryptographicOperations.ZeroMemory(secret);
        reason = valid ? null : "is zero or not below the order of the curve";
        return valid;
    }

    /// <summary>Signs with fresh auxiliary randomness.</summary>
    public void Sign(ReadOnlySpan<byte> message32, Span<byte> signature64)
    {
        Span<byte> auxiliary = stackalloc byte[32];
        RandomNumberGenerator.Fill(auxiliary);
        Sign(message32, signature64, auxiliary);
    }

    /// <summary>Signs with the given auxiliary randomness, so that tests can reproduce known answers.</summary>
    public void Sign(ReadOnlySpan<byte> message32, Span<byte> signature64, ReadOnlySpan<byte> auxiliary32)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(message32.Length, Schnorr.MessageLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature64.Length, Schnorr.SignatureLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(auxiliary32.Length, 32);

        Span<byte> keyPair = stackalloc byte[SignatureLibrary.KeyPairSize];
        CopyKeyPair(keyPair);
        var signed = _library.TrySign(keyPair, message32, auxiliary32, signature64);
        CryptographicOperations.ZeroMemory(keyPair);

        if (!signed)
            throw new CryptographicException("The signature could not be computed.");
    }

    /// <summary>The secret as nsec, to be stored by the caller. The string cannot be erased from memory.</summary>
    public string ToNsec()
    {
        Span<byte> keyPair = stackalloc byte[SignatureLibrary.KeyPairSize];
        Span<byte> secret = stackalloc byte[Length];
        CopyKeyPair(keyPair);
        _library.WriteSecret(keyPair, secret);
        var text = Nip19.EncodeSecretKey(secret);
        CryptographicOperations.ZeroMemory(keyPair);
        CryptographicOperations.ZeroMemory(secret);
        return text;
    }

    /// <summary>Names the key by its npub.</summary>
    public override string ToString() => "secret key of " + Nip19.EncodePublicKey(_publicKey);

    /// <summary>Zeroes the secret. Signing throws <see cref="ObjectDisposedException"/> from then on.</summary>
    public void Dispose()
    {
        // A full fence: every thread sees that the key is disposed before any byte is zeroed.
        Interlocked.Exchange(ref _disposed, 1);
        CryptographicOperations.ZeroMemory(_keyPair);
    }

    /// <summary>
    /// Copies the key pair before each use, because libsecp256k1 aborts the process if it is given a zeroed pair. A copy that was complete
    /// before the key turned out not to be disposed cannot have been zeroed halfway.
    /// </summary>
    void CopyKeyPair(Span<byte> copy)
    {
        _keyPair.CopyTo(copy);
        Volatile.ReadBarrier();
        if (_disposed == 0)
            return;
        CryptographicOperations.ZeroMemory(copy);
        throw new ObjectDisposedException(nameof(SecretKey));
    }
}
