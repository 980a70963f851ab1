using System.Reflection;
using System.Runtime.InteropServices;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>What an operator says about the program in a report of a fault: its version, its commit and its libraries.</summary>
static class ProgramVersion
{
    static readonly Assembly Program = typeof(ProgramVersion).Assembly;

    /// <summary>The version, with the commit if the build knew one.</summary>
    public static string Text
    {
        get
        {
            var version = Program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            return Commit is null ? $"relay {version}" : $"relay {version} (commit {Commit})";
        }
    }

    static string? Commit => Program.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(static attribute => attribute is { Key: "Commit", Value.Length: > 0 })?.Value;

    /// <summary>The runtime and the native libraries of these types of store, each with its version where it tells one.</summary>
    public static IEnumerable<string> Libraries(IEnumerable<IStoreType> types)
    {
        yield return RuntimeInformation.FrameworkDescription;
        foreach (var (name, version) in types.Distinct().SelectMany(static type => type.Libraries))
            yield return Named(name, version);
        yield return Named("signatures", static () => Schnorr.Library);
    }

    static string Named(string name, Func<string> library)
    {
        try
        {
            return library();
        }
        catch (Exception exception) when (Failure.Describe(exception) is { } lines)
        {
            return $"{name}: {string.Join(' ', lines)}";
        }
    }
}
