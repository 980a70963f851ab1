namespace Relay.Bench;

/// <summary>Gives an inflater the bytes of one message at a time.</summary>
sealed class DeflateFeed : Stream
{
    /// <summary>The most bytes that the inflater takes at once.</summary>
    const int MaxPortion = 8192;

    static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xFF, 0xFF];

    byte[] _bytes = new byte[1024];
    int _at;
    int _length;

    /// <summary>Whether the whole message has been given.</summary>
    public bool IsEmpty => _at == _length;

    /// <summary>Takes a message, and restores the four bytes at its end that the sender left out (RFC 7692, section 7.2.2).</summary>
    public void Set(ReadOnlySpan<byte> message)
    {
        _at = 0;
        _length = message.Length + Tail.Length;
        if (_bytes.Length < _length)
            _bytes = new byte[2 * _length];
        message.CopyTo(_bytes);
        Tail.CopyTo(_bytes.AsSpan(message.Length));
    }

    public override int Read(Span<byte> buffer)
    {
        // A portion must not be so small that the inflater produces nothing: DeflateStream takes that for the end of its input.
        var left = _length - _at;
        var portion = left <= MaxPortion ? left : Math.Min(MaxPortion, left / 2);
        portion = Math.Min(portion, buffer.Length);
        _bytes.AsSpan(_at, portion).CopyTo(buffer);
        _at += portion;
        return portion;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
