using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.Lmdb;

/// <summary>The files of a store that this process owns, checked and opened.</summary>
sealed record OpenedFiles(
    StoreFolder Folder, EventLog Log, PostingIndex Index, LmdbStoreOptions Options, StoreBounds Bounds, ILogger Logger) : IDisposable
{
    /// <summary>
    /// Takes the folder's lock, checks the files and opens them. Throws <see cref="StoreException"/> with one line for the operator if
    /// that fails; nothing is open then.
    /// </summary>
    public static OpenedFiles Open(LmdbStoreOptions options, ILogger logger, StoreBounds? bounds = null)
    {
        bounds ??= StoreBounds.Of(options);
        var opened = new Stack<IDisposable>();
        try
        {
            StoreFormat.Use(options);
            var folder = StoreFolder.Open(StoreFiles.Lmdb, options.Path, logger);
            opened.Push(folder);
            FileTrust.RequireLog(options.Path, bounds.LongestWalk, logger);
            var damage = FileTrust.FindDamageOfIndex(options.Path, bounds.LongestWalk, logger);
            CleanStop.Forget(options.Path);
            var log = EventLog.Open(Path.Combine(options.Path, "log"), bounds.MapBytes);
            opened.Push(log);
            var index = PostingIndex.Open(Path.Combine(options.Path, "index"), bounds.MapBytes, log, out var reason, damage);
            opened.Push(index);
            if (reason is not null && !log.IsEmpty())
                StoreMessages.Rebuilding(logger, reason);
            var taken = Math.Min(log.Environment.GetInfo().MapSizeBytes, index.Environment.GetInfo().MapSizeBytes);
            if (taken < bounds.MapBytes)
                StoreMessages.MapReduced(logger, bounds.MapBytes >> 30, taken >> 30);
            return new OpenedFiles(folder, log, index, options, bounds, logger);
        }
        catch (Exception exception)
        {
            while (opened.TryPop(out var part))
                part.Dispose();
            if (Explain(options.Path, exception) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <summary>The line for the operator; null if the exception is not about the files.</summary>
    public static Exception? Explain(string path, Exception exception) => exception switch
    {
        DamageException => EventLog.Damaged(Path.GetFullPath(path), exception),
        LmdbException or IOException or UnauthorizedAccessException =>
            new StoreException($"The store in {Path.GetFullPath(path)} cannot be opened: {exception.Message}", exception),
        _ => null,
    };

    /// <summary>Closes the files and gives the folder back, in this order.</summary>
    public void Dispose()
    {
        Index.Dispose();
        Log.Dispose();
        Folder.Dispose();
    }
}
