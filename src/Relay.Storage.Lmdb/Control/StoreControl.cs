using System.Net.Sockets;

namespace Relay.Storage.Lmdb;

/// <summary>Finds the process that owns a store, for commands.</summary>
public static class StoreControl
{
    /// <summary>
    /// Connects to the control socket of the process that owns the store; null if no process owns it. Throws <see cref="StoreException"/>
    /// if the owner cannot be reached.
    /// </summary>
    public static async Task<Stream?> ConnectAsync(string storePath, CancellationToken cancel)
    {
        if (!StoreLock.IsTaken(storePath))
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using var address = new ControlAddress(storePath);
            await socket.ConnectAsync(address.EndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            // The owner may just have ended.
            if (!StoreLock.IsTaken(storePath))
                return null;
            throw Unreached(Path.GetFullPath(storePath), exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static StoreException Unreached(string folder, Exception exception)
    {
        var owner = new OwnerFile(folder).Describe();
        // There is no socket, or a killed process left it behind.
        var isSilent = exception is SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.ConnectionRefused };
        return new StoreException(
            isSilent
                ? $"The store in {folder} is in use by {owner}, which takes no commands."
                : $"The store in {folder} is in use by {owner}, which cannot be reached: {exception.Message}",
            exception);
    }
}
