using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// The bytes of managed heap for an idle connection with a subscription, the same on every machine. The clients' sockets exist before and
/// wait for nothing, so the additional bytes are the relay's and the server's.
/// </summary>
[Collection(nameof(IdleMemoryTests))]
[CollectionDefinition(nameof(IdleMemoryTests), DisableParallelization = true)]
public sealed class IdleMemoryTests
{
    const int Connections = 400;

    const string Offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    [Theory]
    [InlineData(true, "", 9_200)]
    [InlineData(true, Offer, 9_200)]
    [InlineData(false, "", 16_100)]
    [InlineData(false, Offer, 16_100)]
    public async Task An_idle_subscribed_connection_holds_little(bool handsOver, string offer, int bound)
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        var first = NewSockets(100);
        var sockets = NewSockets(Connections);
        // The first connections load, compile and pool things that are not counted per connection. They stay open, so that nothing ends
        // meanwhile.
        Subscribe(first, relay.Address, offer);

        var before = LiveBytes();
        Subscribe(sockets, relay.Address, offer);
        var each = (LiveBytes() - before) / Connections;

        Close(first);
        Close(sockets);
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes a connection");
        Assert.InRange(each, 1_000, bound);
    }

    static Socket[] NewSockets(int count)
    {
        var sockets = new Socket[count];
        for (var i = 0; i < sockets.Length; i++)
            sockets[i] = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Deadline.Default.TotalMilliseconds };
        return sockets;
    }

    static void Subscribe(Socket[] sockets, Uri relay, string offer)
    {
        var server = new IPEndPoint(IPAddress.Loopback, relay.Port);
        var handshake = Encoding.ASCII.GetBytes(
            $"GET / HTTP/1.1\r\nHost: {relay.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{offer}"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        var request = RawFrame.OfText("[\"REQ\",\"a\",{\"kinds\":[1],\"limit\":1}]").Encode();
        var buffer = new byte[4096];
        foreach (var socket in sockets)
        {
            socket.Connect(server);
            socket.Send(handshake);
            ReceiveUntil("\r\n\r\n"u8, socket, buffer);
            socket.Send(request);
            ReceiveUntil("[\"EOSE\",\"a\"]"u8, socket, buffer);
        }
    }

    static void ReceiveUntil(ReadOnlySpan<byte> end, Socket socket, byte[] buffer)
    {
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith(end))
        {
            var received = socket.Receive(buffer.AsSpan(length));
            Assert.NotEqual(0, received);
            length += received;
        }
    }

    static void Close(Socket[] sockets)
    {
        foreach (var socket in sockets)
            socket.Dispose();
    }

    static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
