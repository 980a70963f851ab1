using System.Net.Sockets;
using System.Text;

namespace Relay.Bench;

/// <summary>
/// A WebSocket client that costs little: blocking calls on one socket, with one buffer in each direction. For one thread at a time.
/// </summary>
sealed class BenchConnection : IDisposable
{
    /// <summary>
    /// Bytes of the shortest event that is sent compressed. An event's id, key and signature are 128 bytes that do not compress; other
    /// messages are shorter.
    /// </summary>
    const int LeastCompressedEvent = 160;

    readonly Uri _address;
    readonly FrameReader _reader;
    readonly FrameWriter _writer = new();
    MessageInflater? _inflater;
    bool _areMessagesIndependent;

    BenchConnection(Uri address, Socket socket, int receiveBuffer)
    {
        _address = address;
        Socket = socket;
        _reader = new FrameReader(receiveBuffer);
    }

    public Socket Socket { get; }

    /// <summary>The relay's address.</summary>
    public Uri Address => _address;

    /// <summary>How long the relay may be silent.</summary>
    public TimeSpan Timeout => TimeSpan.FromMilliseconds(Socket.ReceiveTimeout);

    /// <summary>Bytes received since the handshake, as they came over the wire.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>The extension that the relay accepted; null for none.</summary>
    public string? Extension { get; private set; }

    /// <summary>Connects and performs the handshake. Throws an <see cref="IOException"/> that says what went wrong.</summary>
    public static BenchConnection Open(Uri address, ConnectionOptions options)
    {
        if (address.Scheme != Uri.UriSchemeWs)
            throw new IOException($"{address}: only ws:// addresses can be measured, for TLS would be the measurement");
        var socket = OpenSocket(address);
        var connection = new BenchConnection(address, socket, options.ReceiveBuffer);
        try
        {
            socket.ReceiveTimeout = socket.SendTimeout = (int)options.Timeout.TotalMilliseconds;
            connection.Connect(options.OfferDeflate);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the next complete message. False if <see cref="Receive"/> must fetch more bytes. The message is valid until then.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> message)
    {
        var isRead = TryRead(out message, out var isCompressedEvent);
        if (isCompressedEvent)
            message = Inflate(message);
        return isRead;
    }

    /// <summary>
    /// Reads the next complete message, but leaves an event compressed if the relay compresses each message by itself: on the relay's own
    /// machine inflating would cost the client more than all its other work. <see cref="Inflate"/> reads such a message.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> message, out bool isCompressedEvent)
    {
        isCompressedEvent = false;
        while (_reader.TryRead(out var opcode, out message))
        {
            switch (opcode)
            {
                case WebSocketOpcode.Ping:
                    _writer.Write(WebSocketOpcode.Pong, message);
                    Flush();
                    break;
                case WebSocketOpcode.Pong:
                    break;
                case WebSocketOpcode.Close:
                    throw new IOException($"{_address}: the relay closed the connection ({CloseReason(message)})");
                default:
                    if (_reader.IsCompressed)
                    {
                        isCompressedEvent = _areMessagesIndependent && message.Length >= LeastCompressedEvent;
                        if (!isCompressedEvent)
                            message = Inflate(message);
                    }
                    return true;
            }
        }
        return false;
    }

    /// <summary>The text of a compressed message.</summary>
    public ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> message) => (_inflater ??= new MessageInflater()).Inflate(message);

    /// <summary>Waits for bytes and receives them.</summary>
    public void Receive()
    {
        try
        {
            var count = Socket.Receive(_reader.Room());
            if (count == 0)
                throw new IOException($"{_address}: the relay ended the connection");
            _reader.Advance(count);
            BytesReceived += count;
        }
        catch (SocketException exception)
        {
            throw Failed(exception);
        }
    }

    /// <summary>Waits for bytes, at most the given time in whole milliseconds. False if none came.</summary>
    public bool WaitReadable(TimeSpan timeout) =>
        Socket.Poll(TimeSpan.FromMilliseconds(Math.Ceiling(timeout.TotalMilliseconds)), SelectMode.SelectRead);

    /// <summary>Room for a message of at most this length. <see cref="Commit"/> queues it.</summary>
    public Span<byte> Reserve(int maxLength) => _writer.Reserve(maxLength);

    /// <summary>Queues the message of this length that was written into the reserved room.</summary>
    public void Commit(int length) => _writer.Commit(WebSocketOpcode.Text, length);

    /// <summary>Queues a message.</summary>
    public void Write(ReadOnlySpan<byte> message) => _writer.Write(WebSocketOpcode.Text, message);

    /// <summary>Sends all queued messages.</summary>
    public void Flush()
    {
        try
        {
            for (var frames = _writer.Frames; frames.Length > 0;)
                frames = frames[Socket.Send(frames)..];
            _writer.Clear();
        }
        catch (SocketException exception)
        {
            throw Failed(exception);
        }
    }

    public void Dispose()
    {
        Socket.Dispose();
        _inflater?.Dispose();
    }

    void Connect(bool offerDeflate)
    {
        try
        {
            Socket.Connect(_address.IdnHost, _address.Port);
        }
        catch (SocketException exception)
        {
            throw Failed(exception);
        }
        var key = Upgrade.CreateKey();
        for (ReadOnlySpan<byte> request = Upgrade.Request(_address, key, offerDeflate); request.Length > 0;)
            request = request[Socket.Send(request)..];
        var head = new List<string>();
        while (true)
        {
            while (_reader.TryReadLine(out var line))
            {
                if (line.IsEmpty)
                {
                    Extension = Upgrade.Accept(head, key);
                    _areMessagesIndependent = Extension?.Contains("server_no_context_takeover", StringComparison.Ordinal) ?? false;
                    BytesReceived = 0;
                    return;
                }
                head.Add(Encoding.ASCII.GetString(line));
            }
            Receive();
        }
    }

    static Socket OpenSocket(Uri address)
    {
        try
        {
            return new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.TooManyOpenSockets)
        {
            throw new IOException($"{address}: too many open files; the limit is that of ulimit -n", exception);
        }
    }

    IOException Failed(SocketException exception) => exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock
        ? new IOException($"{_address}: no answer in {Timeout.TotalSeconds} s", exception)
        : new IOException($"{_address}: {exception.Message}", exception);

    static string CloseReason(ReadOnlySpan<byte> payload) => payload.Length < 2
        ? "no reason given"
        : $"{payload[0] << 8 | payload[1]} {Encoding.UTF8.GetString(payload[2..])}".TrimEnd();
}
