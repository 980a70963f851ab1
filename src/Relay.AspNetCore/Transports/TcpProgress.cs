using System.Buffers.Binary;
using System.Net.Sockets;

namespace Relay.AspNetCore;

/// <summary>Reads how many bytes the other side of a socket has confirmed.</summary>
static class TcpProgress
{
    // Linux: getsockopt(IPPROTO_TCP, TCP_INFO). tcpi_bytes_acked has had this offset since Linux 4.1.
    const int TcpLevel = 6;
    const int TcpInfo = 11;
    const int BytesAcked = 120;

    /// <summary>The bytes confirmed; 0 if the system does not tell.</summary>
    public static long Of(Socket socket)
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
            // The socket is being closed meanwhile.
            return 0;
        }
    }
}
