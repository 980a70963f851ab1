using System.Buffers.Binary;

namespace Relay.Bench;

/// <summary>
/// Cuts a server's frames out of the received bytes, in place. Grows with the largest message and allocates nothing else.
/// </summary>
sealed class FrameReader(int capacity)
{
    const int MaxHeader = 10;
    const int FinBit = 0x80;
    const int CompressedBit = 0x40;
    const int MaskedBit = 0x80;

    byte[] _bytes = new byte[Math.Max(capacity, 256)];
    int _start;
    int _end;

    byte[] _fragments = [];
    int _fragmentLength;
    int _fragmentOpcode = -1;
    bool _areFragmentsCompressed;

    /// <summary>Whether the message read last is compressed.</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>Room for the next received bytes. <see cref="Advance"/> takes their number. Frames read earlier are then invalid.</summary>
    public ArraySegment<byte> Room()
    {
        if (_start == _end)
            _start = _end = 0;
        else if (_bytes.Length - _end < _bytes.Length / 4)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            _end -= _start;
            _start = 0;
            if (_bytes.Length - _end < _bytes.Length / 4)
                Array.Resize(ref _bytes, 2 * _bytes.Length);
        }
        return new ArraySegment<byte>(_bytes, _end, _bytes.Length - _end);
    }

    /// <summary>Notes that bytes were received into the room.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Takes the next line of the handshake, without its line end. False if it is incomplete.</summary>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        var length = _bytes.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
        if (length < 0)
            return false;
        line = _bytes.AsSpan(_start, length);
        _start += length + 2;
        return true;
    }

    /// <summary>
    /// Takes the next complete message or control frame. False if more bytes are needed. The payload is valid until the next receive.
    /// </summary>
    public bool TryRead(out int opcode, out ReadOnlySpan<byte> payload)
    {
        while (TryReadFrame(out var first, out payload))
        {
            opcode = first & 0x0F;
            var isFinal = (first & FinBit) != 0;
            if (opcode >= WebSocketOpcode.Close)
                return true;
            if (isFinal && opcode != WebSocketOpcode.Continuation)
            {
                IsCompressed = (first & CompressedBit) != 0;
                return true;
            }
            if (opcode != WebSocketOpcode.Continuation)
                StartFragments(opcode, (first & CompressedBit) != 0);
            else if (_fragmentOpcode < 0)
                throw new InvalidDataException("the relay continues a message that it has not begun");
            AppendFragment(payload);
            if (!isFinal)
                continue;
            opcode = _fragmentOpcode;
            payload = _fragments.AsSpan(0, _fragmentLength);
            IsCompressed = _areFragmentsCompressed;
            _fragmentOpcode = -1;
            return true;
        }
        opcode = -1;
        return false;
    }

    bool TryReadFrame(out int first, out ReadOnlySpan<byte> payload)
    {
        first = 0;
        payload = default;
        var bytes = _bytes.AsSpan(_start, _end - _start);
        if (bytes.Length < 2)
            return false;
        first = bytes[0];
        if ((bytes[1] & MaskedBit) != 0)
            throw new InvalidDataException("the relay masks its frames");
        long length = bytes[1];
        var header = length switch { 126 => 4, 127 => MaxHeader, _ => 2 };
        if (bytes.Length < header)
            return false;
        if (header == 4)
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        else if (header == MaxHeader)
            length = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        if (length is < 0 or > 1 << 30)
            throw new InvalidDataException("the relay announces a frame of more than 1 GiB");
        if (bytes.Length - header < length)
        {
            Grow(header + (int)length);
            return false;
        }
        payload = bytes.Slice(header, (int)length);
        _start += header + (int)length;
        return true;
    }

    /// <summary>Makes sure that a partly received frame fits as a whole.</summary>
    void Grow(int size)
    {
        if (size > _bytes.Length / 2)
            Array.Resize(ref _bytes, 4 * size);
    }

    void StartFragments(int opcode, bool isCompressed)
    {
        if (_fragmentOpcode >= 0)
            throw new InvalidDataException("the relay begins a message within another");
        _fragmentOpcode = opcode;
        _areFragmentsCompressed = isCompressed;
        _fragmentLength = 0;
    }

    void AppendFragment(ReadOnlySpan<byte> payload)
    {
        if (_fragments.Length - _fragmentLength < payload.Length)
            Array.Resize(ref _fragments, 2 * (_fragmentLength + payload.Length));
        payload.CopyTo(_fragments.AsSpan(_fragmentLength));
        _fragmentLength += payload.Length;
    }
}
