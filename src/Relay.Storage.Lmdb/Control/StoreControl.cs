using System.Net.Sockets;

namespace Relay.Storage.Lmdb;

/// <summary>How a command finds the process that owns a store.</summary>
public static class StoreControl
{
    /// <summary>
    /// Connects to the control socket of the process that owns the store; null if nobody owns it. Throws <see cref="StoreException"/>
    /// if the owner cannot be reached.
    /// </summary>
    public static async Task<Stream?> ConnectAsync(string storePath, CancellationToken cancel)
    {
        if (StoreLock.ReadOwner(storePath) is not { } owner)
            return null;
        if (owner.Socket is null && !StoreLock.IsTaken(storePath))
            return null;
        if (owner.Socket is null)
        {
            // A killed process leaves its file; the lock tells whether it still lives.
            if (!StoreLock.IsTaken(storePath))
                return null;
            throw new StoreException(
                $"The store in {Path.GetFullPath(storePath)} is in use by process {owner.Process}, which takes no commands.");
        }
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(owner.Socket), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            if (!StoreLock.IsTaken(storePath))
                return null;
            throw new StoreException($"The relay that owns the store in {Path.GetFullPath(storePath)} cannot be reached: {e.Message}", e);
        }
    }
}
