namespace Relay.Policies;

/// <summary>
/// The files of a plugin: its program, and arguments that name files, such as an interpreter's script. Shows whether one has changed since
/// its state was read. Immutable.
/// </summary>
sealed class PluginFiles
{
    const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    readonly (string Path, FileLook? Look)[] _files;

    PluginFiles((string, FileLook?)[] files) => _files = files;

    /// <summary>Reads the current state of the files, following links. Never throws, since timers call it.</summary>
    public static PluginFiles Look(string command, IReadOnlyList<string> arguments)
    {
        var files = new List<(string, FileLook?)> { (command, RegularFile.LookAt(command)) };
        foreach (var argument in arguments)
        {
            if (File.Exists(argument))
                files.Add((argument, RegularFile.LookAt(argument)));
        }
        return new([.. files]);
    }

    /// <summary>Whether any file has changed. A missing file is about to be replaced; it counts once it is there.</summary>
    public bool HaveChanged()
    {
        foreach (var (path, look) in _files)
        {
            if (RegularFile.LookAt(path) is { } now && now != look)
                return true;
        }
        return false;
    }

    /// <summary>Why a program cannot be started; null if it can.</summary>
    public static string? ProblemOf(string command)
    {
        if (Directory.Exists(command))
            return "which is a folder";
        if (!File.Exists(command))
            return $"but there is no such file ({Path.GetFullPath(command)})";
        var isExecutable = OperatingSystem.IsWindows() || (File.GetUnixFileMode(command) & Executable) != 0;
        return isExecutable ? PluginShebang.ProblemOf(command) : "which is not executable (chmod +x)";
    }
}
