using System.Net.Sockets;

namespace Relay.Server;

/// <summary>The file of a Unix socket on which the relay listens.</summary>
static class UnixSocketFile
{
    const UnixFileMode ReadAndWrite =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    /// <summary>
    /// Lets every user connect who can reach the folder, as every user can connect to a port. Otherwise the proxy would have to run as the
    /// relay's user. Who can reach the folder is the operator's decision.
    /// </summary>
    public static void OpenToAll(string path)
    {
        // Abstract sockets have no file.
        if (!OperatingSystem.IsWindows() && File.Exists(path))
            File.SetUnixFileMode(path, ReadAndWrite);
    }

    /// <summary>
    /// Removes the socket that a killed process left behind, and tells whether it did. If a process listens there, or if the file is no
    /// socket, the file stays.
    /// </summary>
    public static bool RemoveAbandoned(string path)
    {
        if (!IsAbandoned(path))
            return false;
        File.Delete(path);
        return true;
    }

    /// <summary>Whether a file is a socket that a killed process left behind.</summary>
    public static bool IsAbandoned(string path) => File.Exists(path) && IsSocket(path) && IsRefused(path);

    /// <summary>A socket's file cannot be opened as a file; every other one can, or its owner keeps it from this user.</summary>
    static bool IsSocket(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            // ENXIO.
            return true;
        }
    }

    static bool IsRefused(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return false;
        }
        catch (SocketException exception)
        {
            // Not if the listener's queue is full, which is another error.
            return exception.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
