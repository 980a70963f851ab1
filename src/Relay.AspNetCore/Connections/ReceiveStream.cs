using System.Runtime.CompilerServices;

namespace Relay.AspNetCore;

/// <summary>
/// What the framework's WebSocket takes for its connection. It reads from the transport; the control frames that it
/// writes go to the outbox, because only the send loop writes to the transport.
/// </summary>
sealed class ReceiveStream(Stream transport, FrameOutbox outbox, Liveness liveness) : Stream
{
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
        var read = transport.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return AwaitAsync(read);
        liveness.ReadEnds();
        return read;
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

    // Runs whenever a client is waited for: its state is worth pooling.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> AwaitAsync(ValueTask<int> read)
    {
        var count = await read;
        liveness.ReadEnds();
        return count;
    }
}
