using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Relay.AspNetCore;

/// <summary>
/// What the framework's WebSocket takes for its connection. It reads from the transport; the control frames that it
/// writes go to the outbox, because only the send loop writes to the transport.
/// </summary>
sealed class ReceiveStream(PipeReader input, FrameOutbox outbox, Liveness liveness) : Stream
{
    FrameTracker _frames;

    // The timer's own.
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
        liveness.ReadStarts();
        var read = input.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new(Take(read.Result, buffer.Span)) : AwaitAsync(read, buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The framework writes a control frame in one call and uses the buffer again afterwards.
        outbox.SendControl(buffer.ToArray());
        return ValueTask.CompletedTask;
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
    /// How many ticks the relay has waited for the rest of one message. Time in which it did not listen does not count. Only the timer
    /// calls this.
    /// </summary>
    internal int Tick()
    {
        var turns = _frames.Turns;
        var isWithinMessage = (turns & 1) != 0;
        if (!isWithinMessage || turns != _turnsSeen)
            _messageTicks = 0;
        _turnsSeen = turns;
        if (isWithinMessage && liveness.IsReading)
            _messageTicks++;
        return _messageTicks;
    }

    // Runs whenever a client is waited for: its state is worth pooling.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> AwaitAsync(ValueTask<ReadResult> read, Memory<byte> buffer) => Take(await read, buffer.Span);

    /// <summary>What fits of what is there. Asking for nothing waits until something is there, and takes nothing.</summary>
    int Take(ReadResult result, Span<byte> buffer)
    {
        liveness.ReadEnds();
        if (result.IsCanceled)
            throw new OperationCanceledException("the server stops reading");
        var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        var taken = result.Buffer.Slice(0, count);
        taken.CopyTo(buffer);
        _frames.Follow(buffer[..count]);
        input.AdvanceTo(taken.End);
        return count;
    }
}
