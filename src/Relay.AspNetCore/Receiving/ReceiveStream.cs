using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Relay.AspNetCore;

/// <summary>
/// The stream that the framework's WebSocket uses. It reads frames from the transport as long as they break no rule. Control frames that
/// the framework writes go to the outbox, because only the send loop writes to the transport.
/// </summary>
sealed class ReceiveStream(PipeReader input, FrameOutbox outbox, Liveness liveness, FrameGuard guard) : Stream
{
    FrameGuard _guard = guard;
    FrameProblem? _refusal;
    bool _hasEnded;

    // The reader writes the first field and the timer reads it; the other two belong to the timer.
    int _turns;
    int _turnsSeen;
    int _messageTicks;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The WebSocket sees the end of the connection before a forbidden frame.
        if (_guard.Problem is not null)
            return new(0);
        liveness.ReadStarts();
        var read = input.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Take(read.Result, buffer.Span)) : AwaitAsync(read, buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The framework closes by itself only if it refuses a frame. Its reason is kept, and the connection closes later with that reason.
        if (buffer.Span[0] == FrameHeader.Close)
            _refusal = Refusal(buffer.Span);
        else
            // The framework writes a control frame in one call and reuses the buffer afterwards, so the frame is copied.
            outbox.SendControl(buffer.ToArray());
        return ValueTask.CompletedTask;
    }

    /// <summary>The client's mistake, if that is why receiving ended with this exception; else null.</summary>
    public FrameProblem? Explain(Exception exception)
    {
        if (_refusal is not null)
            return _refusal;
        // The framework has no error of its own for data that cannot be inflated.
        var isCorrupt = exception is WebSocketException { WebSocketErrorCode: WebSocketError.Success or WebSocketError.Faulted };
        return isCorrupt ? FrameProblem.Compression : _guard.Problem;
    }

    /// <summary>Whether it makes sense to wait for the client's close frame: it has not come, and the guard would recognise it.</summary>
    public bool AwaitsClose => !_hasEnded && !_guard.HasClosed && _guard.IsInStep;

    /// <summary>
    /// Reads and discards the client's bytes up to its close frame. A connection cut off with unread bytes is reset, and the client may
    /// never see why. The caller bounds the time.
    /// </summary>
    public async Task DiscardAsync()
    {
        try
        {
            while (AwaitsClose)
            {
                liveness.ReadStarts();
                var read = await input.ReadAsync();
                liveness.ReadEnds();
                foreach (var piece in read.Buffer)
                    _guard.LookForClose(piece.Span);
                _hasEnded = read.IsCompleted || read.IsCanceled;
                input.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            _hasEnded = true;
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>
    /// Counts a tick and returns how many ticks the relay has waited for the rest of one message. Ticks in which the relay did not listen
    /// do not count. Only the timer calls this.
    /// </summary>
    public int Tick()
    {
        _guard.ForgetControlFrames();
        // Odd within a message, and a different number in each message.
        var turns = Volatile.Read(in _turns);
        var isWithinMessage = (turns & 1) != 0;
        if (!isWithinMessage || turns != _turnsSeen)
            _messageTicks = 0;
        _turnsSeen = turns;
        if (isWithinMessage && liveness.IsReading)
            _messageTicks++;
        return _messageTicks;
    }

    // Runs whenever the relay waits for a client, so its state is pooled.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> AwaitAsync(ValueTask<ReadResult> read, Memory<byte> buffer) => Take(await read, buffer.Span);

    /// <summary>Copies as many bytes as fit. A zero-length read completes when data arrives and consumes none.</summary>
    int Take(ReadResult result, Span<byte> buffer)
    {
        liveness.ReadEnds();
        if (result.IsCanceled)
            throw new OperationCanceledException("the server stops reading");
        _hasEnded = result is { IsCompleted: true, Buffer.IsEmpty: true };
        var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        result.Buffer.Slice(0, count).CopyTo(buffer);
        var (good, seen) = _guard.Look(buffer[..count]);
        Volatile.Write(ref _turns, 2 * _guard.Messages + (_guard.IsWithinMessage ? 1 : 0));
        input.AdvanceTo(result.Buffer.GetPosition(seen));
        return good;
    }

    static FrameProblem Refusal(ReadOnlySpan<byte> frame)
    {
        var status = frame.Length < 4
            ? WebSocketCloseStatus.ProtocolError
            : (WebSocketCloseStatus)BinaryPrimitives.ReadUInt16BigEndian(frame[2..]);
        return status == WebSocketCloseStatus.InvalidPayloadData ? FrameProblem.Text : FrameProblem.CloseFrame with { Status = status };
    }
}
