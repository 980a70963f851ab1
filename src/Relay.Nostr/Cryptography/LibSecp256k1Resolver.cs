using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Relay.Nostr;

/// <summary>
/// Finds libsecp256k1: the file that is published with the program, else the system's under the names that distributions give it. Every
/// assembly can have one resolver; this is Relay.Nostr's.
/// </summary>
static class LibSecp256k1Resolver
{
    /// <summary>
    /// The youngest function that the relay uses. A library without it either lacks the Schnorr module or has the older verify function
    /// with other arguments: a call would read a length as a pointer.
    /// </summary>
    public const string NewestExport = "secp256k1_schnorrsig_sign32";

    static readonly string[] SystemNames =
    [
        "libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5", "libsecp256k1.so", "libsecp256k1.dylib", "secp256k1.dll",
        "libsecp256k1.dll",
    ];

    static readonly Lazy<string?> Registered = new(Register);

    /// <summary>
    /// The path or name of the library that all imports of this assembly use, loaded at the first call; null if there is none.
    /// </summary>
    public static string? Found => Registered.Value;

    /// <summary>Loads the first usable library among these names. Throws <see cref="DllNotFoundException"/> if there is none.</summary>
    public static nint Load(ReadOnlySpan<string> names) => TryLoad(names, out var handle, out _) ? handle : throw Missing();

    /// <summary>Says that there is no usable library, and what to do.</summary>
    public static DllNotFoundException Missing() => new(
        "libsecp256k1 0.2.0 or newer with its Schnorr module was not found: "
        + $"unset {SignatureLibraryChoice.Variable}, so that the relay takes what it finds, publish the program again for this machine, "
        + "or install the package libsecp256k1-1 (Debian 12, Ubuntu 24.04) or libsecp256k1-2 (Debian 13).");

    /// <summary>Where publishing, building and the host put the bundled library.</summary>
    public static IEnumerable<string> BundledFiles()
    {
        var file = OperatingSystem.IsWindows() ? "secp256k1.dll"
            : OperatingSystem.IsMacOS() ? "libsecp256k1.dylib"
            : "libsecp256k1.so";
        // The folders that the host reads from the program's .deps.json: of packages too, for a program that was built and not published.
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator);
        return folders
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"))
            .Where(static folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, file))
            .Where(File.Exists)
            .Distinct();
    }

    static string? Register()
    {
        string[] names = SignatureLibraryChoice.FromEnvironment() switch
        {
            SignatureLibraryChoice.Bundled => [.. BundledFiles()],
            SignatureLibraryChoice.System => SystemNames,
            _ => [.. BundledFiles(), .. SystemNames],
        };
        if (!TryLoad(names, out var handle, out var found))
            return null;
        NativeLibrary.SetDllImportResolver(
            typeof(LibSecp256k1Resolver).Assembly,
            (name, _, _) => string.Equals(name, LibSecp256k1.Name, StringComparison.Ordinal) ? handle : 0);
        return found;
    }

    static bool TryLoad(ReadOnlySpan<string> names, out nint handle, [NotNullWhen(true)] out string? found)
    {
        foreach (var name in names)
        {
            // Without an assembly the system's loader looks for the name, and the program's folders are left out.
            if (!NativeLibrary.TryLoad(name, out handle))
                continue;
            found = name;
            if (NativeLibrary.TryGetExport(handle, NewestExport, out _))
                return true;
            NativeLibrary.Free(handle);
        }

        handle = 0;
        found = null;
        return false;
    }
}
