using System.Buffers;
using System.Net.WebSockets;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The only reader of a connection: assembles messages and gives them to the session, one after the other. A buffer is
/// rented when bytes have arrived and given back before waiting for more, so an idle connection holds none.
/// </summary>
sealed class ReceiveLoop(WebSocket socket, RelayConnection connection, ConnectionServices services)
{
    /// <summary>Holds nearly every message there is.</summary>
    const int FirstBufferSize = 4 * 1024;

    readonly int _maxMessageBytes = services.Options.Limits.MaxMessageBytes;
    byte[]? _buffer;

    static ReadOnlySpan<byte> BinaryNotice => "[\"NOTICE\",\"invalid: a message must be a text frame\"]"u8;

    /// <summary>Runs until the client's close frame, or this side's. No cancellation: a token that is cancelled would abort the WebSocket.</summary>
    internal async Task RunAsync(Session session, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var arrival = socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (!arrival.IsCompleted)
                    ReturnBuffer();
                // Asking for no bytes still consumes what has none: an empty message or a close frame.
                var received = await arrival;
                var length = 0;
                while (!received.EndOfMessage)
                {
                    Reserve(length);
                    // The pool gives larger buffers than were asked for, and whatever fits would be inflated.
                    var room = Math.Min(_buffer!.Length, _maxMessageBytes + 1) - length;
                    received = await socket.ReceiveAsync(_buffer.AsMemory(length, room), CancellationToken.None);
                    length += received.Count;
                    // The rest would be inflated for nothing.
                    if (length > _maxMessageBytes)
                        connection.Close(WebSocketCloseStatus.MessageTooBig, FrameProblem.TooLong(_maxMessageBytes).Reason);
                    if (connection.Outbox.IsSealed)
                        return;
                }
                if (received.MessageType == WebSocketMessageType.Close || connection.Outbox.IsSealed)
                    return;
                services.Metrics.Received(length);
                if (received.MessageType == WebSocketMessageType.Binary)
                    connection.Outbox.Send(BinaryNotice);
                else
                    await session.ConsumeAsync(_buffer.AsMemory(0, length), cancel);
            }
        }
        finally
        {
            ReturnBuffer();
        }
    }

    /// <summary>
    /// Makes room behind <paramref name="length"/> bytes, at last for one more than is allowed, to tell the longest message
    /// from a longer one.
    /// </summary>
    void Reserve(int length)
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
            return;
        }
        if (length < _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(4L * _buffer.Length, _maxMessageBytes + 1L));
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    void ReturnBuffer()
    {
        if (_buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
