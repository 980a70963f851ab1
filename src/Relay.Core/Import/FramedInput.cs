namespace Relay.Core;

/// <summary>The bytes of the frames that arrive on a control connection, up to the empty frame.</summary>
sealed class FramedInput(Stream connection) : ReadOnlyStream
{
    int _left;
    bool _isAtEnd;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isAtEnd)
            return 0;
        if (_left == 0)
            _left = await ControlFrame.ReadLengthAsync(connection, cancellationToken);
        _isAtEnd = _left == 0;
        if (_isAtEnd)
            return 0;
        var read = await connection.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
        if (read == 0)
            throw new EndOfStreamException("the connection ended too early");
        _left -= read;
        return read;
    }
}
