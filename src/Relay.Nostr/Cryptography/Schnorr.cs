namespace Relay.Nostr;

/// <summary>The sizes of BIP-340 signatures, and which library computes them.</summary>
public static class Schnorr
{
    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = 64;

    /// <summary>Bytes of an x-only public key.</summary>
    public const int PublicKeyLength = 32;

    /// <summary>Bytes of a signed message. In Nostr that is always an event's id.</summary>
    public const int MessageLength = 32;

    /// <summary>The name of the library that computes signatures in this process, and where it was found.</summary>
    public static string Library => SignatureLibrary.Current.Name;

    /// <summary>
    /// Whether signatures are computed by managed code, because no libsecp256k1 could be loaded. Verifying takes three to six times as long
    /// then.
    /// </summary>
    public static bool IsManaged => SignatureLibrary.Current.IsManaged;

    /// <summary>
    /// Loads the library that computes signatures. Throws <see cref="DllNotFoundException"/> with one line only if the environment variable
    /// <c>RELAY_SIGNATURE_LIBRARY</c> names one that cannot be loaded.
    /// </summary>
    public static void EnsureAvailable() => _ = SignatureLibrary.Current;
}
