using System.Net.WebSockets;

namespace Relay.AspNetCore;

/// <summary>
/// Follows the headers of a client's frames (RFC 6455, section 5.2), in pieces of any size, and finds forbidden ones: frames that break the
/// protocol, and messages announced longer than allowed, before a byte of them is read.
/// </summary>
struct FrameGuard(bool isDeflated, int maxMessageBytes)
{
    const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Pong = 10;
    const int MaskBytes = 4;

    /// <summary>
    /// The most frames of one message. The longest message then has half a kilobyte in each; libraries use frames of 4 KiB and more.
    /// </summary>
    public const int MaxFrames = 1024;

    /// <summary>
    /// The most pings and pongs between two ticks of the timer, by default a hundred a second. Each takes a lock, and a ping an answer.
    /// </summary>
    public const int MaxControlFrames = 500;

    /// <summary>Bytes until the next header, including the mask.</summary>
    long _rest;

    /// <summary>
    /// Bytes that the message may still have, as received. Compressed messages may have a few more, because deflate lengthens data that it
    /// cannot compress.
    /// </summary>
    long _left;

    ulong _length;
    int _frames;
    int _controlFrames;
    byte _first;
    byte _headerBytes;
    byte _lengthBytes;
    bool _isMasked;
    bool _isFragmented;

    /// <summary>Whether the client has sent a close frame.</summary>
    public bool HasClosed { get; private set; }

    /// <summary>The number of whole messages received, including control frames between messages. Wraps around.</summary>
    public int Messages { get; private set; }

    /// <summary>Whether a message has begun and is incomplete: half a header, half a frame, or a fragment that needs a successor.</summary>
    public readonly bool IsWithinMessage => _headerBytes > 0 || _rest > 0 || _isFragmented;

    /// <summary>The first forbidden frame that was found; nothing is read after it. Null if there is none.</summary>
    public FrameProblem? Problem { get; private set; }

    /// <summary>Whether the guard knows where the next frame begins.</summary>
    public readonly bool IsInStep =>
        Problem is null or { Status: WebSocketCloseStatus.MessageTooBig or WebSocketCloseStatus.PolicyViolation };

    /// <summary>
    /// Looks at the next bytes, up to a forbidden header. Returns how many of them come before that header, and how many were looked at.
    /// </summary>
    public (int Good, int Seen) Look(ReadOnlySpan<byte> bytes)
    {
        var good = 0;
        var at = 0;
        while (at < bytes.Length && Problem is null)
        {
            at += Skip(bytes.Length - at);
            good = at;
            if (at < bytes.Length)
                at += Header(bytes[at..]);
        }
        return (Problem is null ? at : good, at);
    }

    /// <summary>Looks only for the close frame, in bytes that nobody else will read.</summary>
    public void LookForClose(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !HasClosed)
        {
            bytes = bytes[Skip(bytes.Length)..];
            bytes = bytes[Header(bytes)..];
        }
    }

    /// <summary>
    /// Allows the client the full number of control frames again. The timer calls this without a lock; a lost update only lets one more
    /// frame through, or one fewer.
    /// </summary>
    public void ForgetControlFrames() => _controlFrames = 0;

    int Skip(int available)
    {
        var count = (int)Math.Min(_rest, available);
        _rest -= count;
        if (count > 0 && _rest == 0 && !_isFragmented)
            Messages++;
        return count;
    }

    /// <summary>Reads the bytes of a header that are there. Returns how many.</summary>
    int Header(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (Take(bytes[i]))
            {
                Complete();
                return i + 1;
            }
        }
        return bytes.Length;
    }

    /// <summary>Reads one byte of the header. True if it was the last one before the mask.</summary>
    bool Take(byte b)
    {
        switch (_headerBytes++)
        {
            case 0:
                _first = b;
                return false;
            case 1:
                _isMasked = b >= 0x80;
                _length = (uint)(b & 0x7F);
                _lengthBytes = _length switch { 126 => 2, 127 => 8, _ => 0 };
                if (_lengthBytes > 0)
                    _length = 0;
                break;
            default:
                _length = (_length << 8) | b;
                break;
        }
        return _headerBytes == 2 + _lengthBytes;
    }

    void Complete()
    {
        _headerBytes = 0;
        _rest = (long)Math.Min(_length, long.MaxValue - MaskBytes) + MaskBytes;
        var opcode = _first & 0x0F;
        Problem ??= Check(opcode);
        if (opcode == Close)
            HasClosed = true;
        if (opcode < Close)
            _isFragmented = _first < 0x80;
    }

    FrameProblem? Check(int opcode)
    {
        var isControl = opcode >= Close;
        var isFinal = _first >= 0x80;
        if ((_first & 0x30) != 0)
            return FrameProblem.ReservedBits;
        if ((_first & 0x40) != 0 && !isDeflated)
            return FrameProblem.NotNegotiated;
        if ((_first & 0x40) != 0 && opcode is not (Text or Binary))
            return FrameProblem.NotCompressible;
        if (opcode is > Binary and < Close or > Pong)
            return FrameProblem.UnknownOpcode;
        if (!_isMasked)
            return FrameProblem.NotMasked;
        if (_length > long.MaxValue)
            return FrameProblem.Length;
        if (isControl)
            return CheckControl(opcode, isFinal);
        if (opcode == Continuation != _isFragmented)
            return _isFragmented ? FrameProblem.Unfinished : FrameProblem.ContinuesNothing;
        if (opcode != Continuation)
        {
            _frames = 0;
            _left = (_first & 0x40) == 0 ? maxMessageBytes : maxMessageBytes + maxMessageBytes / 64 + 64;
        }
        if (++_frames > MaxFrames)
            return FrameProblem.TooManyFrames(MaxFrames);
        _left -= (long)Math.Min(_length, int.MaxValue);
        return _left < 0 ? FrameProblem.TooLong(maxMessageBytes) : null;
    }

    FrameProblem? CheckControl(int opcode, bool isFinal)
    {
        if (!isFinal)
            return FrameProblem.ControlFragment;
        if (_length > FrameHeader.MaxControlPayload)
            return FrameProblem.ControlTooLong;
        return opcode != Close && ++_controlFrames > MaxControlFrames ? FrameProblem.TooManyControlFrames(MaxControlFrames) : null;
    }
}
