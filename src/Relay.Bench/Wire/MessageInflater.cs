using System.IO.Compression;

namespace Relay.Bench;

/// <summary>Inflates the messages of one connection, also where each refers to what earlier ones contained (RFC 7692).</summary>
sealed class MessageInflater : IDisposable
{
    readonly DeflateFeed _feed = new();
    DeflateStream _stream;

    /// <summary>Filled to its last byte it would leave open whether more is to come, so its lengths are no usual ones.</summary>
    byte[] _text = new byte[16_381];

    public MessageInflater() => _stream = new DeflateStream(_feed, CompressionMode.Decompress);

    /// <summary>The text of a message, valid until the next.</summary>
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
            // Room left over and nothing left to take: this was all.
            if (_feed.IsEmpty && length < _text.Length)
                return _text.AsSpan(0, length);
            if (read == 0)
                Restart();
        }
    }

    /// <summary>A block marked as the last ends a stream; what follows it begins anew.</summary>
    void Restart()
    {
        _stream.Dispose();
        _stream = new DeflateStream(_feed, CompressionMode.Decompress);
    }

    public void Dispose() => _stream.Dispose();
}
