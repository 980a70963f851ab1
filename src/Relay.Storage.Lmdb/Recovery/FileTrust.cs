using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Decides whether a data file may be given to liblmdb: it was closed properly and has not changed since, or a walk found nothing.
/// </summary>
static class FileTrust
{
    /// <summary>Tables that a log has had in every version.</summary>
    static readonly string[] TablesOfLog = ["events", "removed", "tombstones", "meta"];

    /// <summary>
    /// Throws <see cref="DamageException"/> if the log is damaged, as far as can be told in this time. Believes a clean stop, unless asked
    /// not to.
    /// </summary>
    public static void RequireLog(string store, TimeSpan longest, ILogger? logger, bool doubtsCleanStop = false)
    {
        var tables = Walk(store, "log", longest, logger, doubtsCleanStop) is { IsWhole: true } walk ? walk.Tables : [];
        // liblmdb would make a table whose name has changed anew, and empty. A log may have fewer, if it was killed while it was made.
        if (tables.Except(TablesOfLog).FirstOrDefault(static table => table != "history") is not { } unknown)
            return;
        foreach (var table in TablesOfLog)
        {
            if (!tables.Contains(table))
                throw new DamageException($"the table {table} is missing, and {unknown} is not known.");
        }
    }

    /// <summary>What is wrong with the index, as far as can be told in this time; null if nothing is.</summary>
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
        // liblmdb makes what is missing or empty.
        if (!File.Exists(file) || new FileInfo(file).Length == 0 || !doubtsCleanStop && CleanStop.IsTrue(store, environment))
            return null;
        var walk = PageWalk.Run(file, longest);
        if (!walk.IsWhole && logger is not null)
            StoreLog.WalkBrokenOff(logger, file, walk.Met, walk.Pages, (long)longest.TotalSeconds);
        return walk;
    }
}
