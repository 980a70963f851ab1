using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Relay.Bench;

/// <summary>Collects a client's masked frames in one buffer, so that many are sent at once.</summary>
/// <remarks>
/// The length of a payload is known only when it is written, so its header is put in front of it afterwards:
/// <code>[2 bytes][0, 2 or 8 bytes of length][4 bytes of mask][payload]</code>
/// </remarks>
sealed class FrameWriter
{
    const int MaxHeader = 14;

    /// <summary>The mask of all frames. Masking protects proxies from scripts on web pages; here any key will do.</summary>
    const uint Mask = 0x5A17C3E9;

    byte[] _bytes = new byte[4096];
    int _length;

    /// <summary>The frames written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Frames => _bytes.AsSpan(0, _length);

    /// <summary>Forgets the frames after they were sent.</summary>
    public void Clear() => _length = 0;

    /// <summary>Adds a frame.</summary>
    public void Write(int opcode, ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(Reserve(payload.Length));
        Commit(opcode, payload.Length);
    }

    /// <summary>Room for a payload of at most this length. <see cref="Commit"/> makes a frame of it.</summary>
    public Span<byte> Reserve(int maxLength)
    {
        var needed = _length + MaxHeader + maxLength;
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
        return _bytes.AsSpan(_length + MaxHeader, maxLength);
    }

    /// <summary>Adds a frame with the first bytes of the reserved room.</summary>
    public void Commit(int opcode, int length)
    {
        const int maskedBit = 0x80;
        var frame = _bytes.AsSpan(_length);
        frame[0] = (byte)(0x80 | opcode);
        int header;
        if (length < 126)
        {
            frame[1] = (byte)(maskedBit | length);
            header = 2;
        }
        else if (length <= ushort.MaxValue)
        {
            frame[1] = maskedBit | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)length);
            header = 4;
        }
        else
        {
            frame[1] = maskedBit | 127;
            BinaryPrimitives.WriteUInt64BigEndian(frame[2..], (ulong)length);
            header = 10;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(frame[header..], Mask);
        header += 4;
        frame.Slice(MaxHeader, length).CopyTo(frame[header..]);
        ApplyMask(frame.Slice(header, length));
        _length += header + length;
    }

    static void ApplyMask(Span<byte> payload)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<uint>>(payload);
        var mask = new Vector<uint>(Mask);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] ^= mask;
        var rest = payload[(vectors.Length * Vector<byte>.Count)..];
        for (var i = 0; i < rest.Length; i++)
            rest[i] ^= (byte)(Mask >> (8 * (i & 3)));
    }
}
