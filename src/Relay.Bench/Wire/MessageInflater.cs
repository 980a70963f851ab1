using System.IO.Compression;

namespace Relay.Bench;

/// <summary>Inflates the messages of one connection, even if each refers to the contents of earlier ones (RFC 7692).</summary>
sealed class MessageInflater : IDisposable
{
    readonly DeflateFeed _feed = new();
    DeflateStream _stream;

    /// <summary>Of unusual length: if a text filled the buffer to its last byte, it would be unclear whether more follows.</summary>
    byte[] _text = new byte[16_381];

    public MessageInflater() => _stream = new DeflateStream(_feed, CompressionMode.Decompress);

    /// <summary>The text of a message. It is valid until the next call.</summary>
    public ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> message)
    {
        _feed.Set(message);
        var length = 0;
        while (true)
        {
            if (length == _text.Length)
                Array.Resize(ref _text, 2 * _text.Length + 7);
            var read = _stream.Read(_text, length, _text.Length - length);
            length += read;
            // Room is left over and no input is left: the message is complete.
            if (_feed.IsEmpty && length < _text.Length)
                return _text.AsSpan(0, length);
            if (read == 0)
                Restart();
        }
    }

    /// <summary>A block marked as the last ends a stream. The bytes after it begin a new one.</summary>
    void Restart()
    {
        _stream.Dispose();
        _stream = new DeflateStream(_feed, CompressionMode.Decompress);
    }

    public void Dispose() => _stream.Dispose();
}
