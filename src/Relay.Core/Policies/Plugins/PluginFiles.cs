namespace Relay.Core;

/// <summary>
/// The files that a plugin is made of: its program, and arguments that are files, as a script is to its interpreter.
/// Tells when one has changed since it was looked at. Immutable.
/// </summary>
sealed class PluginFiles
{
    const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    readonly (string Path, DateTime Written, long Length)[] _files;

    PluginFiles((string, DateTime, long)[] files) => _files = files;

    /// <summary>Looks at the files as they are now; links and what they point to. Never throws: timers call it.</summary>
    internal static PluginFiles Look(string command, IReadOnlyList<string> arguments)
    {
        var files = new List<(string, DateTime, long)>();
        Add(command);
        foreach (var argument in arguments)
        {
            if (File.Exists(argument))
                Add(argument);
        }
        return new([.. files]);

        void Add(string path)
        {
            try
            {
                var file = new FileInfo(path);
                files.Add((path, TimeOf(file), LengthOf(file)));
                if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                    files.Add((target.FullName, TimeOf(target), LengthOf(target)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A link to itself, or a folder that was closed. No process starts from it, and each start looks anew.
            }
        }
    }

    /// <summary>Whether any file is another now. One that is missing is about to be replaced: it counts when it is there.</summary>
    internal bool HaveChanged()
    {
        foreach (var (path, written, length) in _files)
        {
            var file = new FileInfo(path);
            if (file.Exists && (TimeOf(file) != written || LengthOf(file) != length))
                return true;
        }
        return false;
    }

    /// <summary>Why a program cannot be started; null if it can.</summary>
    internal static string? ProblemOf(string command)
    {
        if (Directory.Exists(command))
            return "which is a folder";
        if (!File.Exists(command))
            return $"but there is no such file ({Path.GetFullPath(command)})";
        var isExecutable = OperatingSystem.IsWindows() || (File.GetUnixFileMode(command) & Executable) != 0;
        return isExecutable ? null : "which is not executable (chmod +x)";
    }

    static DateTime TimeOf(FileInfo file) => file.LastWriteTimeUtc;

    static long LengthOf(FileInfo file) => file.Exists ? file.Length : 0;
}
