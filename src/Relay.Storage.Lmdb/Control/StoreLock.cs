using System.Globalization;
using System.Text;

namespace Relay.Storage.Lmdb;

/// <summary>
/// One process owns a store: a lock on the file <c>relay.lock</c> in its folder, which the system gives back when the process ends,
/// however it ends. The file says who owns it and where its control socket is.
/// </summary>
sealed class StoreLock : IDisposable
{
    const string FileName = "relay.lock";

    readonly FileStream _file;

    StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or throws <see cref="StoreException"/> with the owner.</summary>
    public static StoreLock Acquire(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var file = new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var taken = new StoreLock(file);
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
            // Sharing everything takes no lock of its own.
            using var file = new FileStream(
                Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
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
            using var file = new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
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

    /// <summary>Says in the file where the control socket is.</summary>
    public void Write(string? socket)
    {
        _file.SetLength(0);
        _file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{socket}\n")));
        _file.Flush();
    }

    public void Dispose()
    {
        // Emptied, not deleted: deleting would let two processes lock two files of one name.
        _file.SetLength(0);
        _file.Dispose();
    }
}
