namespace Relay.AspNetCore;

/// <summary>
/// What the framework's WebSocket takes for its connection. It reads from the transport; the control frames it writes,
/// from the receive loop and from its timer, are copied into the outbox, because only the send loop writes to the transport.
/// </summary>
/// <param name="transport">The upgraded connection.</param>
/// <param name="outbox">Takes the control frames.</param>
/// <param name="abort">Ends the connection when the WebSocket gives up while it waits for bytes: no answer to its pings.</param>
sealed class ReceiveStream(Stream transport, FrameOutbox outbox, Action abort) : Stream
{
    volatile bool _isReading;

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
        _isReading = true;
        var read = transport.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompleted)
            return AwaitAsync(read);
        _isReading = false;
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The framework writes each control frame in one call and reuses the buffer afterwards.
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

    protected override void Dispose(bool disposing)
    {
        if (_isReading)
            abort();
        base.Dispose(disposing);
    }

    async ValueTask<int> AwaitAsync(ValueTask<int> read)
    {
        try
        {
            return await read;
        }
        finally
        {
            _isReading = false;
        }
    }
}
