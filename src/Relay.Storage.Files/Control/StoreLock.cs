using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Files;

/// <summary>
/// Makes sure that one process owns a store: the one that holds the lock on <c>relay.lock</c> in its folder. <see cref="OwnerFile"/> names
/// that process for messages. If that file cannot be written, as on a full disk, the process owns the store anyway.
/// </summary>
sealed class StoreLock : IDisposable
{
    const string LockName = "relay.lock";

    readonly FileLock _lock;
    readonly OwnerFile _owner;

    StoreLock(FileLock @lock, OwnerFile owner)
    {
        _lock = @lock;
        _owner = owner;
    }

    /// <summary>Takes the lock. Throws <see cref="StoreException"/> that names the owner or the obstacle.</summary>
    public static StoreLock Acquire(string folder, ILogger logger)
    {
        var full = Path.GetFullPath(folder);
        var owner = new OwnerFile(full);
        FileLock? taken;
        try
        {
            Directory.CreateDirectory(full);
            taken = FileLock.TryTake(Path.Combine(full, LockName));
        }
        catch (NotSupportedException exception)
        {
            throw new StoreException(
                $"The store's folder {full} cannot be kept for one relay: {exception.Message}. Choose another one by Relay:Store:Path.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The store's folder {full} cannot be written: {exception.Message}", exception);
        }
        if (taken is null)
            throw new StoreException($"The store in {full} is in use by {owner.Describe()}.");
        try
        {
            owner.Write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            FolderMessages.OwnerUnnamed(logger, full, exception.Message);
        }
        return new StoreLock(taken, owner);
    }

    /// <summary>Whether a living process holds the lock.</summary>
    public static bool IsTaken(string folder) => FileLock.IsTaken(Path.Combine(folder, LockName));

    public void Dispose()
    {
        _owner.Delete();
        // The lock file is not deleted: two processes could then lock two files of the same name.
        _lock.Dispose();
    }
}
