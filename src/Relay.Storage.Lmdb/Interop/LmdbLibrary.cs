using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Finds and loads liblmdb. The environment calls this before its first import, so that all imports find the library loaded.
/// </summary>
static class LmdbLibrary
{
    public const string ImportName = "lmdb";

    // Debian and Ubuntu install the first name. The second comes with the development package.
    static readonly string[] Names = ["liblmdb.so.0", "liblmdb.so", "liblmdb.dylib", "lmdb"];
    static readonly Lazy<nint> Loaded = new(Initialise);

    /// <summary>Throws <see cref="DllNotFoundException"/>, which names the package to install, if the library is missing.</summary>
    public static void EnsureAvailable() => _ = Loaded.Value;

    public static bool TryLoad(ReadOnlySpan<string> names, out nint library)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(LmdbLibrary).Assembly, null, out library))
                return true;
        }

        library = 0;
        return false;
    }

    [DoesNotReturn]
    public static void ThrowMissing() => throw new DllNotFoundException(
        "The LMDB library (liblmdb.so.0) is not installed. On Debian and Ubuntu it is the package liblmdb0: apt-get install liblmdb0");

    static unsafe nint Initialise()
    {
        if (!TryLoad(Names, out var library))
            ThrowMissing();
        NativeLibrary.SetDllImportResolver(typeof(LmdbLibrary).Assembly, Resolve);

        int major, minor, patch;
        LmdbNative.Version(&major, &minor, &patch);
        if ((major, minor) != (0, 9))
            throw new NotSupportedException($"The installed LMDB is {major}.{minor}.{patch}; the store is made for 0.9.");
        return library;

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name == ImportName ? library : 0;
    }
}
