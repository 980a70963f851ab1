using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>A WebSocket client on a plain socket. It sends frames that no library would send, and shows frames as they arrive.</summary>
public sealed class RawWebSocket : IAsyncDisposable
{
    readonly TcpClient _client;
    readonly NetworkStream _stream;

    RawWebSocket(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <summary>The head of the answer to the upgrade request: status line and headers.</summary>
    public string ResponseHead { get; private set; } = "";

    /// <summary>The status code of the answer.</summary>
    public int StatusCode => int.Parse(ResponseHead.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// Sends an upgrade request and reads its answer. Headers replace the usual ones or add to them; null leaves one out.
    /// </summary>
    public static async Task<RawWebSocket> ConnectAsync(
        Uri address, string path = "/", int? receiveBuffer = null, params (string Name, string? Value)[] headers)
    {
        var client = new TcpClient();
        if (receiveBuffer is { } size)
            client.ReceiveBufferSize = size;
        await client.ConnectAsync(address.Host, address.Port).Within("a connection");
        var socket = new RawWebSocket(client);
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = address.Authority,
            ["Upgrade"] = "websocket",
            ["Connection"] = "Upgrade",
            ["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ==", // the example of RFC 6455, section 1.3
            ["Sec-WebSocket-Version"] = "13",
        };
        foreach (var (name, value) in headers)
            all[name] = value;
        var request = new StringBuilder($"GET {path} HTTP/1.1\r\n");
        foreach (var (name, value) in all)
        {
            if (value is not null)
                request.Append(name).Append(": ").Append(value).Append("\r\n");
        }
        await socket.SendBytesAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()));
        socket.ResponseHead = await socket.ReadHeadAsync().Within("the answer to the upgrade");
        return socket;
    }

    public Task SendAsync(RawFrame frame, bool isMasked = true) => SendBytesAsync(frame.Encode(isMasked));

    public Task SendTextAsync(string text) => SendAsync(RawFrame.OfText(text));

    public Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask().Within("sending");

    /// <summary>Reads the next bytes; 0 at the end.</summary>
    public ValueTask<int> ReceiveBytesAsync(Memory<byte> buffer) => _stream.ReadAsync(buffer);

    /// <summary>The next frame; null if the connection ended instead.</summary>
    public Task<RawFrame?> ReceiveAsync() => ReadFrameAsync().Within("a frame");

    /// <summary>Reads this many bytes, from any frames.</summary>
    public Task ReceiveExactlyAsync(Memory<byte> bytes) => _stream.ReadExactlyAsync(bytes).AsTask().Within("bytes");

    /// <summary>The next frame that is not a ping or pong.</summary>
    public async Task<RawFrame?> ReceiveMessageAsync()
    {
        while (true)
        {
            var frame = await ReceiveAsync();
            if (frame is not { Opcode: RawFrame.Ping or RawFrame.Pong })
                return frame;
        }
    }

    /// <summary>Reads on until the close frame and returns it; null if the connection ended without one.</summary>
    public async Task<RawFrame?> ReceiveCloseAsync()
    {
        while (true)
        {
            var frame = await ReceiveAsync();
            if (frame is null or { Opcode: RawFrame.Close })
                return frame;
        }
    }

    /// <summary>Ends the connection by a reset, as a crash of the client's machine would.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    /// <summary>Ends this side's stream without a close frame.</summary>
    public void HalfClose() => _client.Client.Shutdown(SocketShutdown.Send);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<string> ReadHeadAsync()
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await _stream.ReadAsync(one) == 0)
                break;
            head.Add(one[0]);
        }
        return Encoding.ASCII.GetString([.. head]);
    }

    async Task<RawFrame?> ReadFrameAsync()
    {
        try
        {
            var head = new byte[2];
            await _stream.ReadExactlyAsync(head);
            if ((head[1] & 0x80) != 0)
                throw new InvalidDataException("the relay sent a masked frame");
            long length = head[1] & 0x7F;
            if (length == 126)
                length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
            else if (length == 127)
                length = (long)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8));
            return new RawFrame(head[0] & 0x0F, await ReadAsync((int)length), (head[0] & 0x80) != 0, (head[0] >> 4) & 7);
        }
        catch (Exception exception) when (exception is EndOfStreamException or IOException)
        {
            return null;
        }
    }

    async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
