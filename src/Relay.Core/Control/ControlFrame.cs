using System.Buffers.Binary;

namespace Relay.Core;

/// <summary>
/// One frame of a control connection, in both directions: its type (1 byte), a little-endian length (4 bytes) and as many bytes. This
/// layout stays the same in all versions of the protocol.
/// </summary>
static class ControlFrame
{
    public const int HeaderSize = 5;

    /// <summary>
    /// The largest frame accepted, far above what either side sends. It catches foreign bytes that would be read as a length.
    /// </summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The most data in a frame.</summary>
    public const int DataLength = 64 * 1024;

    /// <summary>Writes a frame. Its first five bytes are reserved for the header.</summary>
    public static ValueTask WriteAsync(Stream connection, ControlFrameType type, Memory<byte> frame, CancellationToken cancel)
    {
        frame.Span[0] = (byte)type;
        BinaryPrimitives.WriteInt32LittleEndian(frame.Span[1..], frame.Length - HeaderSize);
        return connection.WriteAsync(frame, cancel);
    }

    /// <summary>
    /// Reads the type and the length of the next frame. Throws an <see cref="IOException"/> if there is none, and an
    /// <see cref="InvalidDataException"/> if the bytes are no frame.
    /// </summary>
    public static async ValueTask<(ControlFrameType Type, int Length)> ReadHeaderAsync(Stream connection, CancellationToken cancel)
    {
        var header = new byte[HeaderSize];
        if (await connection.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false, cancel) < HeaderSize)
            throw new EndOfStreamException("the connection ended too early");
        var type = (ControlFrameType)header[0];
        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(1));
        return Enum.IsDefined(type) && length is >= 0 and <= MaxLength ? (type, length) : throw Foreign();
    }

    /// <summary>What is thrown for bytes that no end of a control connection sends.</summary>
    public static InvalidDataException Foreign() => new("the connection carries something else");
}

/// <summary>What a frame of a control connection contains.</summary>
enum ControlFrameType : byte
{
    /// <summary>The request, or a reply, as JSON.</summary>
    Message = (byte)'m',

    /// <summary>Bytes of the command's input or output. None mark the end, which tells it from a broken connection.</summary>
    Data = (byte)'d',
}
