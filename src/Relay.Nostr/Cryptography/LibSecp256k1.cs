using System.Runtime.InteropServices;

namespace Relay.Nostr;

/// <summary>
/// The functions of libsecp256k1 that the relay uses. Each takes the context, and only <see cref="Secp256k1Context"/> creates one, so that
/// no function is called before the library is loaded. A wrong argument aborts the process, so callers check all lengths first.
/// </summary>
static unsafe partial class LibSecp256k1
{
    public const string Name = "libsecp256k1";

    public const int XOnlyPublicKeySize = 64;
    public const int KeyPairSize = 96;

    /// <summary>SECP256K1_CONTEXT_NONE. Since 0.2.0 such a context can sign and verify.</summary>
    public const uint ContextNone = 1;

    [LibraryImport(Name, EntryPoint = "secp256k1_context_create")]
    public static partial nint ContextCreate(uint flags);

    [LibraryImport(Name, EntryPoint = "secp256k1_context_randomize")]
    public static partial int ContextRandomize(nint context, byte* seed32);

    [LibraryImport(Name, EntryPoint = "secp256k1_xonly_pubkey_parse")]
    public static partial int XOnlyPublicKeyParse(nint context, byte* parsed, byte* publicKey32);

    [LibraryImport(Name, EntryPoint = "secp256k1_xonly_pubkey_serialize")]
    public static partial int XOnlyPublicKeySerialize(nint context, byte* publicKey32, byte* parsed);

    [LibraryImport(Name, EntryPoint = "secp256k1_keypair_create")]
    public static partial int KeyPairCreate(nint context, byte* keyPair, byte* secretKey32);

    [LibraryImport(Name, EntryPoint = "secp256k1_keypair_sec")]
    public static partial int KeyPairSecretKey(nint context, byte* secretKey32, byte* keyPair);

    [LibraryImport(Name, EntryPoint = "secp256k1_keypair_xonly_pub")]
    public static partial int KeyPairXOnlyPublicKey(nint context, byte* parsed, int* parity, byte* keyPair);

    [LibraryImport(Name, EntryPoint = LibSecp256k1Resolver.NewestExport)]
    public static partial int SchnorrSign32(nint context, byte* signature64, byte* message32, byte* keyPair, byte* auxiliary32);

    [LibraryImport(Name, EntryPoint = "secp256k1_schnorrsig_verify")]
    public static partial int SchnorrVerify(nint context, byte* signature64, byte* message, nuint messageLength, byte* parsed);
}
