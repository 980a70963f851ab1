namespace Relay.Core;

/// <summary>The bytes of the data frames that arrive on a control connection, up to the empty one.</summary>
sealed class FramedInput(Stream connection) : ReadOnlyStream
{
    int _left;
    bool _isAtEnd;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isAtEnd)
            return 0;
        if (_left == 0)
        {
            (var type, _left) = await ControlFrame.ReadHeaderAsync(connection, cancellationToken);
            if (type != ControlFrameType.Data)
                throw ControlFrame.Foreign();
        }
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
