using System.Diagnostics;
using System.Net.WebSockets;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The only reader of a connection. It assembles messages and gives them to the session one after the other. An idle connection holds no
/// buffer.
/// </summary>
sealed class ReceiveLoop(WebSocket socket, RelayConnection connection, ReceiveBuffer buffer, ConnectionServices services)
{
    /// <summary>
    /// Half a millisecond: how long a turn lasts for messages that have already arrived. Handing the turn over after each would cost more
    /// than most messages, and once one reader waits, all would wait.
    /// </summary>
    static readonly long LongestTurn = Stopwatch.Frequency / 2_000;

    readonly int _maxMessageBytes = services.Options.Limits.MaxMessageBytes;
    long _endOfTurn;

    /// <summary>
    /// Runs until either side's close frame, or until all bytes before the end of the client's stream are read. It passes no cancellation
    /// to the WebSocket, because a cancelled token would abort it.
    /// </summary>
    public async Task RunAsync(Session session, CancellationToken cancel)
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
                // A zero-length read still consumes a message without bytes: an empty one or a close frame.
                var received = await arrival;
                var length = 0;
                while (!received.EndOfMessage)
                {
                    if (buffer.Reserve(length) is { } reason)
                        length = Refuse(reason);
                    ValueTask<ValueWebSocketReceiveResult> more;
                    // Inflates the bytes that have arrived. That takes longer than working on most messages, so it takes a turn like they
                    // do.
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
                    // The message is refused anyway; inflating the rest would waste time.
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

    /// <summary>Closes the connection because there is no memory for the message. The rest of it overwrites what was read.</summary>
    int Refuse(string reason)
    {
        connection.EvictMessage(reason);
        return 0;
    }
}
