using System.Reflection;
using System.Runtime.InteropServices;
using Relay.Core;

namespace Relay.Storage.RocksDb;

/// <summary>Finds RocksDB, of which the package has one library for glibc and one for musl.</summary>
static class RocksLibrary
{
    static RocksLibrary() => NativeLibrary.SetDllImportResolver(typeof(Rocks).Assembly, Resolve);

    /// <summary>
    /// To be called before any function. Throws <see cref="StoreException"/> with one line for the operator if RocksDB does not load.
    /// </summary>
    public static void EnsureAvailable()
    {
        if (Resolve(Rocks.Library, typeof(Rocks).Assembly, null) == 0)
        {
            throw new StoreException(
                "RocksDB, which comes with the program, does not load. On Linux it needs glibc 2.34 or newer, as in Debian 12 and "
                + "Ubuntu 22.04, or musl, on x64 or arm64.");
        }
    }

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Rocks.Library)
            return 0;
        var isMusl = RuntimeInformation.RuntimeIdentifier.StartsWith("linux-musl", StringComparison.Ordinal);
        return NativeLibrary.TryLoad(isMusl ? "librocksdb-musl" : name, assembly, path, out var library) ? library : 0;
    }
}
