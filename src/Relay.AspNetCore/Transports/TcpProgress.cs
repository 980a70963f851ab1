using System.Buffers.Binary;
using System.Net.Sockets;

namespace Relay.AspNetCore;

/// <summary>What the other side of a socket has confirmed to have received.</summary>
static class TcpProgress
{
    // Linux: getsockopt(IPPROTO_TCP, TCP_INFO), whose tcpi_bytes_acked has been at this place since 4.1.
    const int TcpLevel = 6;
    const int TcpInfo = 11;
    const int BytesAcked = 120;

    /// <summary>Bytes that were confirmed; 0 where the system does not tell.</summary>
    internal static long Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return 0;
        Span<byte> info = stackalloc byte[BytesAcked + sizeof(long)];
        try
        {
            return socket.GetRawSocketOption(TcpLevel, TcpInfo, info) == info.Length
                ? BinaryPrimitives.ReadInt64LittleEndian(info[BytesAcked..])
                : 0;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is being closed meanwhile.
            return 0;
        }
    }
}
