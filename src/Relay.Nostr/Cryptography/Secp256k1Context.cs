using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>
/// The one libsecp256k1 context of the process. All threads share it, because its functions only read it, and it lives until the process
/// ends. It is blinded with random bytes once, before any thread can see it, because blinding is the only operation that writes it.
/// </summary>
static unsafe class Secp256k1Context
{
    static readonly Lazy<nint> Shared = new(Create);

    /// <summary>The context. The first call loads the library; throws <see cref="DllNotFoundException"/> if there is none.</summary>
    public static nint Get() => Shared.Value;

    static nint Create()
    {
        if (LibSecp256k1Resolver.Found is null)
            throw LibSecp256k1Resolver.Missing();
        var context = LibSecp256k1.ContextCreate(LibSecp256k1.ContextNone);

        var seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(new Span<byte>(seed, 32));
        var randomized = LibSecp256k1.ContextRandomize(context, seed);
        CryptographicOperations.ZeroMemory(new Span<byte>(seed, 32));

        return randomized == 1 ? context : throw new CryptographicException("libsecp256k1 could not randomise its context.");
    }
}
