using System.Diagnostics;
using System.Globalization;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The file <c>relay.owner</c> in a store's folder: the process that owns the store, for messages. The lock alone decides who owns it.
/// A killed process leaves the file, and its number may be another's by then or another container's, so the file also has the moment at
/// which the process began.
/// </summary>
sealed class OwnerFile(string folder)
{
    readonly string _path = Path.Combine(folder, "relay.owner");

    /// <summary>Names this process. What failed is thrown, and an older name is gone if that can be done.</summary>
    public void Write()
    {
        // Moved into place whole: a command may be reading.
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

    /// <summary>How to call the owner in a message: by its number, if the process that wrote the file lives.</summary>
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
            // Nobody could write it, or its owner has just ended.
        }
        return "another process";
    }

    /// <summary>When a process began, as text that only equals itself; null if there is no such process.</summary>
    static string? BeginOf(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var found = Process.GetProcessById(process);
                return found.StartTime.Ticks.ToString(CultureInfo.InvariantCulture);
            }
            // The 22nd field, in ticks since the machine began. The second is a name in brackets, which may hold anything.
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
            // A name that stays is not believed once its process has ended.
        }
    }
}
