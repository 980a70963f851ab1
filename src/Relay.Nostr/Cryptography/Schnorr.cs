namespace Relay.Nostr;

/// <summary>What BIP-340 signatures need of the machine, and their sizes.</summary>
public static class Schnorr
{
    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = 64;

    /// <summary>Bytes of an x-only public key.</summary>
    public const int PublicKeyLength = 32;

    /// <summary>Bytes of a signed message; in Nostr always an event's id.</summary>
    public const int MessageLength = 32;

    /// <summary>Loads libsecp256k1. A <see cref="DllNotFoundException"/> names in one line the package to install.</summary>
    public static void EnsureAvailable() => Secp256k1Context.Get();
}
