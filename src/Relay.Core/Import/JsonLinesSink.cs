using Relay.Nostr;

namespace Relay.Core;

/// <summary>Writes events as JSON, one a line, through a buffer. For one thread at a time.</summary>
/// <param name="write">Gets the bytes.</param>
/// <param name="filter">Selects the events of a source that gives all; null takes all.</param>
sealed class JsonLinesSink(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, Filter? filter = null) : IEventSink
{
    // Large enough that a compressor or a disk is not called for every few events.
    const int BufferSize = 256 * 1024;

    byte[] _buffer = new byte[BufferSize];
    int _length;

    /// <summary>Events looked at.</summary>
    public long Seen { get; private set; }

    /// <summary>Events written.</summary>
    public long Count { get; private set; }

    public bool TryWrite(EventView e)
    {
        if (filter is not null && !filter.Matches(e))
        {
            Seen++;
            return true;
        }
        var needed = EventJson.MaxLength(e) + 1;
        if (_buffer.Length - _length < needed)
        {
            if (_length > 0)
                return false;
            _buffer = new byte[needed];
        }
        _length += EventJson.Write(e, _buffer.AsSpan(_length));
        _buffer[_length++] = (byte)'\n';
        Seen++;
        Count++;
        return true;
    }

    public async ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        await write(_buffer.AsMemory(0, _length), cancel);
        _length = 0;
    }
}
