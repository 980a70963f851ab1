using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The buffer in which a connection's message is assembled. It is rented when bytes have arrived, grows with the message, and is given back
/// before the connection waits for the next one. Only the receive loop uses it; others may read its charge.
/// </summary>
sealed class ReceiveBuffer(MessageMemory memory, ClientContext client, int maxMessageBytes, bool isDeflated)
{
    /// <summary>Bytes that the framework keeps to inflate a message while it is incomplete.</summary>
    const int InflaterBytes = 48 * 1024;

    byte[]? _bytes;
    MessageCharge? _charge;
    bool _hasInflater;

    /// <summary>The charge for the message, which other threads may read; null if the message fits into the first buffer.</summary>
    public MessageCharge? Charge => Volatile.Read(ref _charge);

    /// <summary>Whether messages may be compressed, so that reading one takes processor time.</summary>
    public bool IsDeflated => isDeflated;

    /// <summary>
    /// The room behind the given number of bytes. Cut to the longest message and one byte, because the pool returns larger buffers and the
    /// framework would inflate into all of it.
    /// </summary>
    public Memory<byte> From(int start) => _bytes.AsMemory(start, Math.Min(_bytes!.Length, maxMessageBytes + 1) - start);

    public ReadOnlyMemory<byte> First(int length) => _bytes.AsMemory(0, length);

    /// <summary>
    /// Makes room behind the given number of bytes. The largest buffer has one byte more than a message may have, to tell the longest
    /// message from a longer one. Null, or why there is no room.
    /// </summary>
    public string? Reserve(int length)
    {
        if (_bytes is null)
        {
            // Nearly every message fits into this buffer, so it is not counted.
            _bytes = SegmentPool.Rent(SegmentPool.FirstSegmentSize);
            return null;
        }
        if (length < _bytes.Length)
            return null;
        var size = (int)Math.Min(SegmentPool.SizeAbove(_bytes.Length), maxMessageBytes + 1L);
        // The framework keeps a buffer of the same size for the data that it inflates.
        if (Take(isDeflated ? 2L * size : size) is { } reason)
            return reason;
        var larger = SegmentPool.Rent(size);
        _bytes.AsSpan(0, length).CopyTo(larger);
        SegmentPool.Return(_bytes);
        _bytes = larger;
        return null;
    }

    /// <summary>Notes that the relay waits for more of an incomplete message. Null, or why there is no memory for it.</summary>
    public string? Wait()
    {
        if (!isDeflated || _hasInflater)
            return null;
        _hasInflater = true;
        return Take(InflaterBytes);
    }

    /// <summary>Notes that the message is whole: its client is no longer to blame for its memory.</summary>
    public void Complete() => _charge?.Complete();

    /// <summary>Gives the memory back if the message was larger than nearly all are.</summary>
    public void ReturnLarge()
    {
        if (_charge is not null)
            Return();
    }

    /// <summary>Gives the memory back.</summary>
    public void Return()
    {
        if (_charge is not null)
        {
            memory.Leave(client, _charge);
            Volatile.Write(ref _charge, null);
        }
        _hasInflater = false;
        if (_bytes is null)
            return;
        SegmentPool.Return(_bytes);
        _bytes = null;
    }

    string? Take(long bytes)
    {
        if (_charge is null)
            Volatile.Write(ref _charge, memory.Enter(client));
        return memory.Take(_charge!, bytes);
    }
}
