using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Relay.Storage.Files;

/// <summary>
/// The socket <c>control.sock</c> in a store's folder. Commands find it if they know the folder. On Linux a socket's address holds 107
/// bytes; a longer path is addressed through a handle of the folder, so the endpoint is valid until this object is disposed.
/// </summary>
sealed class ControlAddress : IDisposable
{
    /// <summary>The longest path that a Unix socket address holds on Linux, without its closing zero.</summary>
    const int MaxBytes = 107;

    const string Name = "control.sock";

    readonly SafeFileHandle? _folder;

    public ControlAddress(string folder)
    {
        var full = System.IO.Path.GetFullPath(folder);
        Path = System.IO.Path.Combine(full, Name);
        if (Encoding.UTF8.GetByteCount(Path) <= MaxBytes)
        {
            EndPoint = new UnixDomainSocketEndPoint(Path);
            return;
        }
        if (!OperatingSystem.IsLinux())
            throw new IOException($"The path {Path} is longer than the {MaxBytes} bytes of a socket's address.");
        _folder = LinuxFiles.OpenFolder(full);
        EndPoint = new UnixDomainSocketEndPoint($"/proc/self/fd/{_folder.DangerousGetHandle()}/{Name}");
    }

    /// <summary>The path of the socket as a file.</summary>
    public string Path { get; }

    public UnixDomainSocketEndPoint EndPoint { get; }

    public void Dispose() => _folder?.Dispose();
}
