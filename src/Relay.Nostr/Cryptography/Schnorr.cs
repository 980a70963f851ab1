namespace Relay.Nostr;

/// <summary>The sizes of BIP-340 signatures, and a check that the machine can verify them.</summary>
public static class Schnorr
{
    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = 64;

    /// <summary>Bytes of an x-only public key.</summary>
    public const int PublicKeyLength = 32;

    /// <summary>Bytes of a signed message. In Nostr that is always an event's id.</summary>
    public const int MessageLength = 32;

    /// <summary>Loads libsecp256k1. Throws <see cref="DllNotFoundException"/> with one line that names the package to install.</summary>
    public static void EnsureAvailable() => Secp256k1Context.Get();
}
