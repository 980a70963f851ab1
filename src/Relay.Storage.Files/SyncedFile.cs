using System.Text;

namespace Relay.Storage.Files;

/// <summary>A small file that must survive a power cut.</summary>
public static class SyncedFile
{
    /// <summary>
    /// Writes the text, as a whole or not at all. When it returns, the text is on the disk under this name, on Linux also after a power
    /// cut: elsewhere a folder cannot be synced.
    /// </summary>
    public static void Write(string path, string text)
    {
        var draft = path + ".new";
        using (var stream = new FileStream(draft, FileMode.Create))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
        if (LinuxFiles.IsAvailable)
            LinuxFiles.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
