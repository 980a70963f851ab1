using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A transport that counts the written bytes and forgets them. Its first write can be held.</summary>
sealed class CountingStream : Stream
{
    readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource? _held;

    public CountingStream(bool holdsFirst = false) => _held = holdsFirst ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;

    public int Writes { get; private set; }

    public long Bytes { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Completes when the first write is under way.</summary>
    public Task FirstAsync() => _reached.Task.Within("the first write");

    /// <summary>Lets the first write end.</summary>
    public void Release() => _held!.SetResult();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Writes++;
        Bytes += buffer.Length;
        if (Writes > 1)
            return default;
        _reached.SetResult();
        return _held is null ? default : new(_held.Task);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
