using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Files;

/// <summary>
/// The folder of a store that this process owns: it holds the folder's lock, and takes the commands of the same user. A store opens it
/// before its files and gives it back after them.
/// </summary>
public sealed class StoreFolder : IDisposable
{
    StoreLock? _lock;
    readonly ILogger _logger;
    ControlServer? _control;

    StoreFolder(string path, StoreLock @lock, ILogger logger)
    {
        Path = path;
        _lock = @lock;
        _logger = logger;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>
    /// Takes a folder for a store of this type, and makes the folder if it is missing. Throws <see cref="StoreException"/> with one line
    /// for the operator if another process owns it, if it cannot be written, or if it has a store of another type; nothing is written then.
    /// </summary>
    public static StoreFolder Open(StoreFiles files, string path, ILogger logger)
    {
        var full = System.IO.Path.GetFullPath(path);
        files.RequireNoOther(full);
        var @lock = StoreLock.Acquire(full, logger);
        try
        {
            // Another process may have made a store before this one had the lock.
            files.RequireNoOther(full);
            return new StoreFolder(full, @lock, logger);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether a living process owns a folder. Throws <see cref="UnauthorizedAccessException"/> if this user may not find out.
    /// </summary>
    public static bool IsOwned(string path) => StoreLock.IsTaken(path);

    /// <summary>
    /// Lets commands of the same user reach this process (<see cref="StoreControl"/>), and serves each connection once. If the socket
    /// cannot be created, as on a full disk, a warning is logged and the store works without it.
    /// </summary>
    public void ServeControl(Func<Stream, CancellationToken, Task> serve)
    {
        try
        {
            _control = new ControlServer(Path, serve, _logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SocketException)
        {
            FolderMessages.ControlUnavailable(_logger, Path, exception.Message);
        }
    }

    /// <summary>Ends the connections of commands and takes no more. Call it before the store is closed that they work on.</summary>
    public ValueTask EndControlAsync() => Interlocked.Exchange(ref _control, null)?.DisposeAsync() ?? default;

    /// <summary>Gives the folder back, once. The store's files must be closed.</summary>
    public void Dispose() => Interlocked.Exchange(ref _lock, null)?.Dispose();
}
