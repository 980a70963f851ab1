namespace Relay.Server;

/// <summary>Writes files so that each is there as a whole or not at all.</summary>
static class SetupWriter
{
    /// <summary>Everybody may read them: they have no secrets, and the relay has a user of its own.</summary>
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    const UnixFileMode FolderMode = Mode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes all of them beside their places, and only then puts each in its place.</summary>
    public static void Write(IReadOnlyList<SetupFile> files)
    {
        var written = new List<(string From, string To)>();
        try
        {
            foreach (var file in files)
            {
                MakeFolder(Path.GetDirectoryName(file.Path)!);
                var beside = $"{file.Path}.{Guid.NewGuid():N}.new";
                written.Add((beside, file.Path));
                WriteSynced(beside, file.Text);
            }
            foreach (var (from, to) in written)
                File.Move(from, to, overwrite: true);
        }
        finally
        {
            foreach (var (from, _) in written)
                File.Delete(from);
        }
    }

    static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, FolderMode);
    }

    static void WriteSynced(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Mode;
        using var stream = new FileStream(path, options);
        using (var writer = new StreamWriter(stream, leaveOpen: true))
            writer.Write(text);
        stream.Flush(flushToDisk: true);
        // The process's mask may have taken rights away, as it may from the folder.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(stream.SafeFileHandle, Mode);
    }
}
