namespace Relay.Nostr;

/// <summary>
/// What computes BIP-340 signatures: libsecp256k1, or managed code where no such library loads. Both give the same answers. Thread-safe.
/// Callers check all lengths first.
/// </summary>
abstract class SignatureLibrary
{
    /// <summary>Bytes of a parsed public key. What they mean is the library's own affair.</summary>
    public const int ParsedKeySize = LibSecp256k1.XOnlyPublicKeySize;

    /// <summary>Bytes of a key pair. What they mean is the library's own affair.</summary>
    public const int KeyPairSize = LibSecp256k1.KeyPairSize;

    static readonly Lazy<SignatureLibrary> Chosen = new(static () => Choose(SignatureLibraryChoice.FromEnvironment()));

    /// <summary>The library of this process, chosen at the first use.</summary>
    public static SignatureLibrary Current => Chosen.Value;

    /// <summary>The library's name, and where it was found.</summary>
    public abstract string Name { get; }

    /// <summary>Whether this is the managed code, which takes three to six times as long.</summary>
    public abstract bool IsManaged { get; }

    /// <summary>
    /// Chooses a library. Throws <see cref="DllNotFoundException"/> only if a library is asked for by name and cannot be loaded.
    /// </summary>
    public static SignatureLibrary Choose(string? wanted)
    {
        SignatureLibraryChoice.Check(wanted);
        // A branch of its own for each type: the managed library's assembly is loaded only if its branch is taken.
        if (wanted != SignatureLibraryChoice.Managed && LibSecp256k1Resolver.Found is not null)
            return new NativeSignatureLibrary();
        if (wanted is not (null or SignatureLibraryChoice.Managed))
            throw LibSecp256k1Resolver.Missing();
        return new ManagedSignatureLibrary();
    }

    /// <summary>Parses an x-only public key. False if it is not the x of a point.</summary>
    public abstract bool TryParsePublicKey(ReadOnlySpan<byte> publicKey32, Span<byte> parsed64);

    /// <summary>Whether the signature is that of the parsed key for the message.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> message, ReadOnlySpan<byte> parsed64);

    /// <summary>Makes a key pair of a secret. False if the secret is zero or not below the order of the curve.</summary>
    public abstract bool TryCreateKeyPair(ReadOnlySpan<byte> secret32, Span<byte> keyPair96);

    /// <summary>Writes the secret of a key pair.</summary>
    public abstract void WriteSecret(ReadOnlySpan<byte> keyPair96, Span<byte> secret32);

    /// <summary>Writes the x-only public key of a key pair.</summary>
    public abstract void WritePublicKey(ReadOnlySpan<byte> keyPair96, Span<byte> publicKey32);

    /// <summary>Signs. False only in cases that do not occur in practice.</summary>
    public abstract bool TrySign(
        ReadOnlySpan<byte> keyPair96, ReadOnlySpan<byte> message32, ReadOnlySpan<byte> auxiliary32, Span<byte> signature64);
}
