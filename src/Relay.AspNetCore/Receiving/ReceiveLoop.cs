using System.Diagnostics;
using System.Net.WebSockets;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The only reader of a connection: assembles messages and gives them to the session, one after the other. An idle connection holds no
/// buffer.
/// </summary>
sealed class ReceiveLoop(WebSocket socket, RelayConnection connection, ReceiveBuffer buffer, ConnectionServices services)
{
    /// <summary>
    /// Half a millisecond: so long a turn goes on for messages that are there already. Were each handed over, that would cost more than
    /// most of them, and once one reader waits, all would.
    /// </summary>
    static readonly long LongestTurn = Stopwatch.Frequency / 2_000;

    readonly int _maxMessageBytes = services.Options.Limits.MaxMessageBytes;
    long _endOfTurn;

    /// <summary>
    /// Runs until the client's close frame, or this side's: what came before the end of the client's stream is read to its end. No
    /// cancellation: a token that is cancelled would abort the WebSocket.
    /// </summary>
    internal async Task RunAsync(Session session, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var arrival = socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (!arrival.IsCompleted)
                {
                    Turn.EndHere();
                    buffer.Return();
                }
                // Asking for no bytes still consumes what has none: an empty message or a close frame.
                var received = await arrival;
                var length = 0;
                while (!received.EndOfMessage)
                {
                    if (buffer.Reserve(length) is { } reason)
                        length = Refuse(reason);
                    ValueTask<ValueWebSocketReceiveResult> more;
                    // Inflates what is there, which takes longer than working off most messages, and is shared as fairly.
                    using (buffer.IsDeflated ? await session.EnterTurnAsync() : default)
                        more = socket.ReceiveAsync(buffer.From(length), CancellationToken.None);
                    if (!more.IsCompleted)
                    {
                        Turn.EndHere();
                        if (buffer.Wait() is { } lack)
                            length = Refuse(lack);
                    }
                    received = await more;
                    length += received.Count;
                    // The rest would be inflated for nothing.
                    if (length > _maxMessageBytes)
                        connection.Close(WebSocketCloseStatus.MessageTooBig, FrameProblem.TooLong(_maxMessageBytes).Reason);
                    if (connection.Outbox.IsClosing)
                        return;
                }
                if (received.MessageType == WebSocketMessageType.Close || connection.Outbox.IsClosing)
                    return;
                buffer.Complete();
                services.Metrics.Received(length);
                if (received.MessageType == WebSocketMessageType.Binary)
                    session.RefuseBinary();
                else
                {
                    if (!Turn.IsHere)
                    {
                        await session.EnterTurnAsync();
                        _endOfTurn = Stopwatch.GetTimestamp() + LongestTurn;
                    }
                    var consumed = session.ConsumeAsync(buffer.First(length), cancel);
                    if (!consumed.IsCompleted || Stopwatch.GetTimestamp() >= _endOfTurn)
                        Turn.EndHere();
                    await consumed;
                }
                buffer.ReturnLarge();
            }
        }
        finally
        {
            Turn.EndHere();
            buffer.Return();
        }
    }

    /// <summary>There is no memory for the message: what is still read of it goes over what has been read.</summary>
    int Refuse(string reason)
    {
        connection.EvictMessage(reason);
        return 0;
    }
}
