using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Decides whether liblmdb may open a data file: either it was closed properly and has not changed since, or a walk found no damage.
/// </summary>
static class FileTrust
{
    /// <summary>The tables that logs of all versions have.</summary>
    static readonly string[] TablesOfLog = ["events", "removed", "tombstones", "meta"];

    /// <summary>
    /// Throws <see cref="DamageException"/> if damage of the log is found in the given time. Trusts a clean stop, unless asked not to.
    /// </summary>
    public static void RequireLog(string store, TimeSpan longest, ILogger? logger, bool doubtsCleanStop = false)
    {
        var tables = Walk(store, "log", longest, logger, doubtsCleanStop) is { IsWhole: true } walk ? walk.Tables : [];
        // If a table's name were damaged, liblmdb would create the table again, empty. A log may lack tables if the process was killed
        // while creating it.
        if (tables.Except(TablesOfLog).FirstOrDefault(static table => table != "history") is not { } unknown)
            return;
        foreach (var table in TablesOfLog)
        {
            if (!tables.Contains(table))
                throw new DamageException($"the table {table} is missing, and {unknown} is not known.");
        }
    }

    /// <summary>The damage of the index that is found in the given time; null if there is none.</summary>
    public static string? FindDamageOfIndex(string store, TimeSpan longest, ILogger? logger, bool doubtsCleanStop = false)
    {
        try
        {
            Walk(store, "index", longest, logger, doubtsCleanStop);
            return null;
        }
        catch (Exception exception) when (exception is DamageException or IOException)
        {
            return $"it is damaged: {exception.Message}";
        }
    }

    static WalkOutcome? Walk(string store, string environment, TimeSpan longest, ILogger? logger, bool doubtsCleanStop)
    {
        var file = DataFile.PathOf(Path.Combine(store, environment));
        // liblmdb creates missing and empty files.
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
            return null;
        if (DataFile.FormatOf(Path.Combine(store, environment)) is { } format && format != LmdbLibrary.Format)
            throw new DamageException($"it has the format of {format}.");
        if (!doubtsCleanStop && CleanStop.IsTrue(store, environment))
            return null;
        var walk = PageWalk.Run(file, longest);
        if (!walk.IsWhole && logger is not null)
            StoreMessages.WalkBrokenOff(logger, file, walk.Met, walk.Pages, (long)longest.TotalSeconds);
        return walk;
    }
}
