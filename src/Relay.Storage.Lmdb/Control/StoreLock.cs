using System.Globalization;

namespace Relay.Storage.Lmdb;

/// <summary>
/// One process owns a store: a lock on the file <c>relay.lock</c> in its folder, which the system gives back when the process ends,
/// however it ends. The file <c>relay.owner</c> says who owns it and where its control socket is: a locked file cannot be read.
/// </summary>
sealed class StoreLock : IDisposable
{
    const string LockName = "relay.lock";
    const string OwnerName = "relay.owner";

    readonly FileStream _file;
    readonly string _ownerFile;

    StoreLock(FileStream file, string folder)
    {
        _file = file;
        _ownerFile = Path.Combine(folder, OwnerName);
    }

    /// <summary>Takes the lock, or throws <see cref="StoreException"/> with the owner.</summary>
    public static StoreLock Acquire(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var file = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var taken = new StoreLock(file, folder);
            taken.Write(socket: null);
            return taken;
        }
        catch (IOException) when (ReadOwner(folder) is { } owner)
        {
            throw new StoreException($"The store in {Path.GetFullPath(folder)} is in use by process {owner.Process}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The store's folder {Path.GetFullPath(folder)} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The process that owns the store and its control socket, if it has one; null if nobody wrote a lock file.</summary>
    public static (int Process, string? Socket)? ReadOwner(string folder)
    {
        try
        {
            using var reader = new StreamReader(Path.Combine(folder, OwnerName));
            if (!int.TryParse(reader.ReadLine(), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
                return null;
            var socket = reader.ReadLine();
            return (process, string.IsNullOrEmpty(socket) ? null : socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a living process holds the lock.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Says who owns the store and where the control socket is.</summary>
    public void Write(string? socket)
    {
        // Moved into place whole: a command may be reading.
        var draft = _ownerFile + ".new";
        File.WriteAllText(draft, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{socket}\n"));
        File.Move(draft, _ownerFile, overwrite: true);
    }

    public void Dispose()
    {
        // The lock file stays: deleting it would let two processes lock two files of one name.
        using (_file)
            DeleteIfThere(_ownerFile);
    }

    /// <summary>Deletes a file of the store's folder, which may have been moved or removed meanwhile.</summary>
    public static void DeleteIfThere(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // With the folder.
        }
    }
}
