using System.Runtime.InteropServices;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Loads liblmdb: for the format 0.9 the system's, for 1.0 the one of the package LightningDB. The package's declarations, which the store
/// calls, are bound to one library, so the whole process has one format. Thread-safe.
/// </summary>
static class LmdbLibrary
{
    const string ImportName = "lmdb";

    // Debian and Ubuntu install the first name. The second comes with the development package.
    static readonly string[] SystemNames = ["liblmdb.so.0", "liblmdb.so", "liblmdb.dylib"];

    static readonly Lock Gate = new();
    static LmdbFormat? _format;

    /// <summary>The format that this process reads and writes; null before the first store is opened.</summary>
    public static LmdbFormat? Format
    {
        get
        {
            lock (Gate)
                return _format;
        }
    }

    /// <summary>The version of the loaded library; loads that of the default format if none is.</summary>
    public static string Version
    {
        get
        {
            EnsureAvailable();
            Mdb.mdb_version(out var major, out var minor, out var patch);
            return $"{major}.{minor}.{patch}";
        }
    }

    /// <summary>Loads the library of the default format, unless one is loaded.</summary>
    public static void EnsureAvailable()
    {
        if (Format is null)
            Use(LmdbFormat.Default);
    }

    /// <summary>
    /// Loads the library of this format. Throws <see cref="StoreException"/> with one line for the operator if it does not load, or if this
    /// process has the other one.
    /// </summary>
    public static void Use(LmdbFormat format) =>
        Use(format, format == LmdbFormat.New ? [.. BundledFiles()] : SystemNames);

    /// <summary>The same with the first of these files that loads.</summary>
    public static void Use(LmdbFormat format, IReadOnlyList<string> files)
    {
        lock (Gate)
        {
            if (_format is null)
            {
                Bind(Load(format, files));
                RequireVersion(format);
                _format = format;
            }
            else if (_format != format)
            {
                throw new StoreException(
                    $"This process has a store of the format of {_format} and cannot open one of {format}: all its stores need the same.");
            }
        }
    }

    public static nint Load(LmdbFormat format, IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            // Without an assembly the system's loader looks for the name, and the program's folders are left out.
            if (NativeLibrary.TryLoad(file, out var library))
                return library;
        }
        throw new StoreException(format == LmdbFormat.New
            ? "LMDB 1.0, which comes with the program, does not load. On Linux it needs glibc 2.38 or newer, as in Debian 13 and "
            + "Ubuntu 24.04. Elsewhere leave Relay:Store:Lmdb:Format at 0.9."
            : "The LMDB library (liblmdb.so.0) is not installed. "
            + "On Debian and Ubuntu it is the package liblmdb0: apt-get install liblmdb0");
    }

    /// <summary>Binds the package's declarations, which would else find the package's own library or none.</summary>
    static void Bind(nint library)
    {
        // Each declaration is bound at its first call. If other code of this process has called some already, they belong to the
        // package's library, and an environment of the one must not reach the other.
        if (BundledFiles().FirstOrDefault(IsMapped) is { } other && NativeLibrary.Load(other) != library)
            throw InUse();
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Mdb).Assembly, (name, _, _) => name == ImportName ? library : 0);
        }
        catch (InvalidOperationException)
        {
            throw InUse();
        }
    }

    static StoreException InUse() => new(
        "Other code of this process uses LightningDB already, with its own library. Set Relay:Store:Lmdb:Format to 1.0, or open the "
        + "store first.");

    static void RequireVersion(LmdbFormat format)
    {
        Mdb.mdb_version(out var major, out var minor, out var patch);
        if ($"{major}.{minor}" != format.Name)
            throw new StoreException($"The LMDB library is {major}.{minor}.{patch}, and Relay:Store:Lmdb:Format asks for {format.Name}.");
    }

    /// <summary>Where publishing, building and the host put the package's library.</summary>
    static IEnumerable<string> BundledFiles()
    {
        var file = OperatingSystem.IsWindows() ? "lmdb.dll" : OperatingSystem.IsMacOS() ? "lmdb.dylib" : "liblmdb.so";
        // The folders that the host reads from the program's .deps.json: of packages too, for a program that was built and not published.
        return (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"))
            .Where(static folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, file))
            .Where(File.Exists)
            .Distinct();
    }

    /// <summary>Whether a file is mapped into this process. Only Linux can tell; false elsewhere.</summary>
    static bool IsMapped(string file) =>
        OperatingSystem.IsLinux() && File.ReadLines("/proc/self/maps").Any(line => line.EndsWith($" {file}", StringComparison.Ordinal));
}
