using System.Globalization;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The file <c>relay.clean</c> in the store's folder. It describes the two data files as they were when the store was closed properly. A
/// file that still fits the description needs no walk. The note is deleted when the store is opened; if that fails or is undone, the next
/// commit makes it untrue anyway. A file that was restored from a copy, or written by anything else since, does not fit.
/// </summary>
static class CleanStop
{
    const string Name = "relay.clean";

    /// <summary>Whether the data file was closed properly and has not changed since.</summary>
    public static bool IsTrue(string store, string environment)
    {
        try
        {
            return Describe(store, environment) is { } now && File.ReadLines(Path.Combine(store, Name)).Contains(now);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes the descriptions. If the disk is full there is no note, and the next start walks the files.</summary>
    public static void Note(string store, params ReadOnlySpan<string> environments)
    {
        try
        {
            var lines = new List<string>();
            foreach (var environment in environments)
            {
                if (Describe(store, environment) is { } line)
                    lines.Add(line);
            }
            File.WriteAllLines(Path.Combine(store, Name), lines);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Forget(store);
        }
    }

    /// <summary>Deletes the note. If that fails no harm is done: the first commit changes what it describes.</summary>
    public static void Forget(string store)
    {
        try
        {
            File.Delete(Path.Combine(store, Name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The file's length, newest transaction and time of the last write; null if its meta pages are damaged.</summary>
    static string? Describe(string store, string environment)
    {
        var path = DataFile.PathOf(Path.Combine(store, environment));
        try
        {
            using var file = PageFile.Open(path, out var meta);
            return string.Create(
                CultureInfo.InvariantCulture, $"{environment} {file.Length} {meta.Transaction} {File.GetLastWriteTimeUtc(path).Ticks}");
        }
        catch (DamageException)
        {
            return null;
        }
    }
}
