using System.Diagnostics;
using System.Globalization;

namespace Relay.Storage.Files;

/// <summary>
/// The file <c>relay.owner</c> in a store's folder. It names the process that owns the store, for messages only: the lock alone decides who
/// owns it. A killed process leaves the file behind, and its number may then belong to another process or another container, so the file
/// also contains the moment at which the process began.
/// </summary>
sealed class OwnerFile(string folder)
{
    readonly string _path = Path.Combine(folder, "relay.owner");

    /// <summary>Writes this process into the file. If that fails it throws, after deleting an older file if possible.</summary>
    public void Write()
    {
        // Written to a draft and moved into place, because a command may be reading the file.
        var draft = _path + ".new";
        try
        {
            var process = Environment.ProcessId;
            File.WriteAllText(draft, string.Create(CultureInfo.InvariantCulture, $"{process}\n{BeginOf(process)}\n"));
            File.Move(draft, _path, overwrite: true);
        }
        catch
        {
            TryDelete(draft);
            Delete();
            throw;
        }
    }

    public void Delete() => TryDelete(_path);

    /// <summary>
    /// Text for messages about the owner: its process number, if the process that wrote the file still runs, else "another process".
    /// </summary>
    public string Describe()
    {
        try
        {
            var lines = File.ReadAllLines(_path);
            if (lines.Length >= 2 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && BeginOf(process) is { } begin && begin == lines[1])
                return string.Create(CultureInfo.InvariantCulture, $"process {process}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file could not be written, or its owner has just ended.
        }
        return "another process";
    }

    /// <summary>Text that identifies the moment at which a process began; null if there is no such process.</summary>
    static string? BeginOf(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var found = Process.GetProcessById(process);
                return found.StartTime.Ticks.ToString(CultureInfo.InvariantCulture);
            }
            // The 22nd field: the start in ticks since the machine began. The second field is a name in brackets that may contain anything.
            var status = File.ReadAllText($"/proc/{process}/stat");
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that stays is ignored once its process has ended.
        }
    }
}
