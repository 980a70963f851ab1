using System.Text;

namespace Relay.Policies;

/// <summary>
/// The first line of a script, which names its interpreter: <c>#!/usr/bin/python3</c>. If it names none that exists, the system says only
/// that there is no such file, as if the script itself were missing.
/// </summary>
static class PluginShebang
{
    /// <summary>Linux reads no more of the line.</summary>
    const int MaxLength = 256;

    /// <summary>Why the system cannot start the script; null if it can, or if the file is no script or cannot be read.</summary>
    public static string? ProblemOf(string command)
    {
        if (OperatingSystem.IsWindows() || FirstLine(command) is not { } line || !line.StartsWith("#!", StringComparison.Ordinal))
            return null;
        if (line.EndsWith('\r'))
            return "whose first line ends with CR and LF, as on Windows: save the file with LF alone";
        var words = line[2..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return null;
        if (!File.Exists(words[0]))
            return $"whose first line names the interpreter {words[0]}, but there is no such file";
        // env looks for the first word that is neither an option nor a variable.
        if (Path.GetFileName(words[0]) != "env")
            return null;
        var name = words.Skip(1).FirstOrDefault(static word => !word.StartsWith('-') && !word.Contains('=', StringComparison.Ordinal));
        return name is null || IsOnPath(name) ? null : $"whose first line names the interpreter {name}, but no folder of PATH has it";
    }

    static bool IsOnPath(string name) => name.Contains('/', StringComparison.Ordinal)
        ? File.Exists(name)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    static string? FirstLine(string path)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        try
        {
            using var file = File.OpenHandle(path);
            bytes = bytes[..RandomAccess.Read(file, bytes, 0)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // A program that may be executed and not read.
            return null;
        }
        var end = bytes.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
