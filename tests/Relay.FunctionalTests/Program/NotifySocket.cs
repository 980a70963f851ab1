using System.Net.Sockets;
using System.Text;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The end of systemd at which a service's notices arrive.</summary>
sealed class NotifySocket : IDisposable
{
    readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    readonly byte[] _buffer = new byte[4096];

    /// <summary>Listens. A name that begins with @ is an abstract one, which is no file.</summary>
    public NotifySocket(string name)
    {
        Name = name;
        _socket.Bind(new UnixDomainSocketEndPoint(name[0] == '@' ? "\0" + name[1..] : name));
    }

    /// <summary>The value of NOTIFY_SOCKET.</summary>
    public string Name { get; }

    /// <summary>Whether a notice waits.</summary>
    public bool HasNotice => _socket.Available > 0;

    /// <summary>Waits for the next notice, and returns its lines.</summary>
    public async Task<string[]> NextAsync()
    {
        var count = await _socket.ReceiveAsync(_buffer.AsMemory()).AsTask().Within("a notice to systemd");
        return Encoding.UTF8.GetString(_buffer, 0, count).Split('\n');
    }

    /// <summary>Waits for the next notice that has this line, and returns its lines.</summary>
    public async Task<string[]> UntilAsync(string line)
    {
        while (true)
        {
            var notice = await NextAsync();
            if (notice.Contains(line))
                return notice;
        }
    }

    public void Dispose() => _socket.Dispose();
}
