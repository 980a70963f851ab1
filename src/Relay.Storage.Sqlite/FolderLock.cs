namespace Relay.Storage.Sqlite;

/// <summary>The lock of a store's folder: numbers are given out by one process alone.</summary>
static class FolderLock
{
    /// <summary>Makes the folder if it is missing, and takes its lock. Throws <see cref="StoreException"/> if another process has it.</summary>
    public static IDisposable Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The folder {folder} cannot be made: {exception.Message}", exception);
        }
        try
        {
            return new FileStream(
                Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreException($"The folder {folder} cannot be written: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new StoreException($"The store in {folder} is in use, or its folder cannot be written: {exception.Message}", exception);
        }
    }
}
