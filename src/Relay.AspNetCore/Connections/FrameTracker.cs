namespace Relay.AspNetCore;

/// <summary>
/// Follows a client's frames through the bytes as they come, only to know whether a message has begun and is not yet whole: half a
/// header, half a frame, or a fragment that others must follow. Written by the receive loop, read by the timer.
/// </summary>
struct FrameTracker
{
    const byte Final = 0x80;
    const byte Control = 0x08;
    const byte Masked = 0x80;
    const int MaskLength = 4;

    byte _first;
    bool _isFragmented;
    int _headerAt;
    int _lengthEnd;
    int _headerLength;
    ulong _payloadLeft;
    int _turns;

    /// <summary>Grows by one when a message begins and when it ends: odd while one is under way.</summary>
    internal readonly int Turns => Volatile.Read(in _turns);

    /// <summary>The next bytes that the client has sent.</summary>
    internal void Follow(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if ((_turns & 1) == 0)
                Volatile.Write(ref _turns, _turns + 1);
            if (_payloadLeft == 0 || _headerAt < _headerLength)
            {
                ReadHeader(bytes[0]);
                bytes = bytes[1..];
            }
            else
            {
                var taken = (int)Math.Min((ulong)bytes.Length, _payloadLeft);
                _payloadLeft -= (ulong)taken;
                bytes = bytes[taken..];
            }
            if (_payloadLeft == 0 && _headerAt > 0 && _headerAt == _headerLength)
                EndFrame();
        }
    }

    /// <summary>Type, then length in one byte and its continuation in 2 or 8, then the mask.</summary>
    void ReadHeader(byte next)
    {
        switch (_headerAt++)
        {
            case 0:
                _first = next;
                _headerLength = 2;
                break;
            case 1:
                var length = next & ~Masked;
                _payloadLeft = length < 126 ? (ulong)length : 0;
                _lengthEnd = 2 + (length switch { 126 => 2, 127 => 8, _ => 0 });
                _headerLength = _lengthEnd + ((next & Masked) != 0 ? MaskLength : 0);
                break;
            case var at when at < _lengthEnd:
                _payloadLeft = (_payloadLeft << 8) | next;
                break;
        }
    }

    void EndFrame()
    {
        _headerAt = 0;
        // Control frames come between fragments and end no message.
        if ((_first & Control) == 0)
            _isFragmented = (_first & Final) == 0;
        if (!_isFragmented)
            Volatile.Write(ref _turns, _turns + 1);
    }
}
