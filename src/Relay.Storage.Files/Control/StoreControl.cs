using System.Diagnostics;
using System.Net.Sockets;
using Relay.Core;

namespace Relay.Storage.Files;

/// <summary>Finds the process that owns a store, for commands.</summary>
public static class StoreControl
{
    /// <summary>How long to wait for an owner without a socket: for a relay that is starting, and for a command that ends soon.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Connects to the control socket of the process that owns the store; null if no process owns it. Waits some seconds for an owner that
    /// takes no commands. Throws <see cref="StoreException"/> if the owner cannot be reached.
    /// </summary>
    public static async Task<Stream?> ConnectAsync(string storePath, CancellationToken cancel)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, cancel))
        {
            try
            {
                return await TryConnectAsync(storePath, cancel);
            }
            catch (StoreException exception) when (IsSilent(exception.InnerException) && Stopwatch.GetElapsedTime(started) < Patience)
            {
            }
        }
    }

    static async Task<Stream?> TryConnectAsync(string storePath, CancellationToken cancel)
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

    /// <summary>Whether there is no socket, or a killed process left it behind.</summary>
    static bool IsSilent(Exception? exception) =>
        exception is SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.ConnectionRefused };

    static StoreException Unreached(string folder, Exception exception)
    {
        var owner = new OwnerFile(folder).Describe();
        return new StoreException(
            IsSilent(exception)
                ? $"The store in {folder} is in use by {owner}, which takes no commands: another command, or a relay that is starting. "
                    + "Try again when it has ended or started."
                : $"The store in {folder} is in use by {owner}, which cannot be reached: {exception.Message}",
            exception);
    }
}
