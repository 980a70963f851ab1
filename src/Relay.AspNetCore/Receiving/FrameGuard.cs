using System.Net.WebSockets;

namespace Relay.AspNetCore;

/// <summary>
/// Follows the headers of a client's frames (RFC 6455, section 5.2), in whatever pieces they come, and finds what must not be: what
/// breaks the protocol, and messages that are announced longer than they may be, before a byte of them is read.
/// </summary>
struct FrameGuard(bool isDeflated, int maxMessageBytes)
{
    const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Pong = 10;
    const int MaskBytes = 4;

    /// <summary>Frames of one message: half a kilobyte each in the longest one. Libraries cut at 4 KiB and more.</summary>
    internal const int MaxFrames = 1024;

    /// <summary>Pings and pongs between two looks of the timer, by default a hundred a second: each takes a lock and an answer.</summary>
    internal const int MaxControlFrames = 500;

    /// <summary>Bytes until the next header, the mask included.</summary>
    long _rest;

    /// <summary>
    /// Bytes that the message may still have, as they come: compressed, a few more, since deflate makes longer what it cannot make shorter.
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

    /// <summary>Whether a close frame came.</summary>
    internal bool HasClosed { get; private set; }

    /// <summary>How many messages have come whole, and control frames between messages; wraps around.</summary>
    internal int Messages { get; private set; }

    /// <summary>
    /// Whether a message has begun and is not yet whole: half a header, half a frame, or a fragment that others must follow.
    /// </summary>
    internal readonly bool IsWithinMessage => _headerBytes > 0 || _rest > 0 || _isFragmented;

    /// <summary>What must not be; no more is read then.</summary>
    internal FrameProblem? Problem { get; private set; }

    /// <summary>Whether it is known where the next frame begins.</summary>
    internal readonly bool IsInStep =>
        Problem is null or { Status: WebSocketCloseStatus.MessageTooBig or WebSocketCloseStatus.PolicyViolation };

    /// <summary>
    /// Looks at the next bytes, up to a header that must not be. Returns how many of them come before it, and how many were looked at.
    /// </summary>
    internal (int Good, int Seen) Look(ReadOnlySpan<byte> bytes)
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

    /// <summary>Looks for the close frame only, in what nobody will read.</summary>
    internal void LookForClose(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !HasClosed)
        {
            bytes = bytes[Skip(bytes.Length)..];
            bytes = bytes[Header(bytes)..];
        }
    }

    /// <summary>
    /// Time has passed: the client may send control frames again. For the timer, without a lock: one look more or less is all.
    /// </summary>
    internal void ForgetControlFrames() => _controlFrames = 0;

    int Skip(int available)
    {
        var count = (int)Math.Min(_rest, available);
        _rest -= count;
        if (count > 0 && _rest == 0 && !_isFragmented)
            Messages++;
        return count;
    }

    /// <summary>Takes what is there of a header.</summary>
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

    /// <summary>Takes a byte of the header; true if it was the last that matters.</summary>
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
