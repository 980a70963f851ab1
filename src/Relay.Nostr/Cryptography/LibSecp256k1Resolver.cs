using System.Runtime.InteropServices;

namespace Relay.Nostr;

/// <summary>
/// Finds libsecp256k1 under the names that distributions give it. Every assembly can have one resolver; this is Relay.Nostr's.
/// </summary>
static class LibSecp256k1Resolver
{
    /// <summary>
    /// The youngest function that the relay uses. A library without it either lacks the Schnorr module or has the older verify function
    /// with other arguments: a call would read a length as a pointer.
    /// </summary>
    public const string NewestExport = "secp256k1_schnorrsig_sign32";

    static readonly string[] UsualNames =
        ["libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5", "libsecp256k1.so", LibSecp256k1.Name];

    /// <summary>
    /// Loads the library once, for all imports of this assembly. Throws <see cref="DllNotFoundException"/> if there is none.
    /// </summary>
    public static void Register()
    {
        var handle = Load(UsualNames);
        NativeLibrary.SetDllImportResolver(
            typeof(LibSecp256k1Resolver).Assembly,
            (name, _, _) => string.Equals(name, LibSecp256k1.Name, StringComparison.Ordinal) ? handle : 0);
    }

    /// <summary>Loads the first usable library among these names.</summary>
    public static nint Load(ReadOnlySpan<string> names)
    {
        var assembly = typeof(LibSecp256k1Resolver).Assembly;
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, assembly, searchPath: null, out var handle))
                continue;
            if (NativeLibrary.TryGetExport(handle, NewestExport, out _))
                return handle;
            NativeLibrary.Free(handle);
        }

        throw new DllNotFoundException(
            "libsecp256k1 0.2.0 or newer with its Schnorr module was not found: "
            + "install the package libsecp256k1-1 (Debian 12, Ubuntu 24.04) or libsecp256k1-2 (Debian 13).");
    }
}
