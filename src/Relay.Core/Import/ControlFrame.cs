using System.Buffers.Binary;

namespace Relay.Core;

/// <summary>
/// Reads and writes the frames of a control connection, in both directions: a little-endian length (4 bytes) and as many bytes. An empty
/// frame marks the end, which tells it from a broken connection.
/// </summary>
static class ControlFrame
{
    public const int HeaderSize = 4;

    /// <summary>
    /// The largest frame accepted, far above what either side sends. It catches foreign bytes that would be read as a length.
    /// </summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Writes <paramref name="frame"/>. Its first four bytes are reserved for the length.</summary>
    public static ValueTask WriteAsync(Stream connection, Memory<byte> frame, CancellationToken cancel)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame.Span, frame.Length - HeaderSize);
        return connection.WriteAsync(frame, cancel);
    }

    /// <summary>Reads the length of the next frame. Throws an <see cref="IOException"/> if there is none.</summary>
    public static async ValueTask<int> ReadLengthAsync(Stream connection, CancellationToken cancel)
    {
        var header = new byte[HeaderSize];
        if (await connection.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false, cancel) < HeaderSize)
            throw new EndOfStreamException("the connection ended too early");
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length is >= 0 and <= MaxLength ? length : throw new InvalidDataException("the connection carries something else");
    }

    /// <summary>Reads the next frame.</summary>
    public static async ValueTask<byte[]> ReadAsync(Stream connection, CancellationToken cancel)
    {
        var payload = new byte[await ReadLengthAsync(connection, cancel)];
        await connection.ReadExactlyAsync(payload, cancel);
        return payload;
    }
}
