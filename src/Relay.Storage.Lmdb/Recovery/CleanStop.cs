using System.Globalization;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The file <c>relay.clean</c> in the store's folder: what the two data files were like when the store was closed properly. A file that
/// is still like that needs no walk. It is deleted when the store is opened; where that fails or is undone, the next commit makes it
/// untrue all the same. A copy that was put back, or whatever else wrote to a file since, is not like that.
/// </summary>
static class CleanStop
{
    const string Name = "relay.clean";

    /// <summary>Whether the file was closed properly and is as it was then.</summary>
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

    /// <summary>Notes what the files are like. A disk that is full costs the next start a walk.</summary>
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

    /// <summary>Takes the note away. Harmless where it cannot be: the first commit changes what it says.</summary>
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

    /// <summary>Length, newest transaction and time of the last write; null if the meta pages are damaged.</summary>
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
