using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Where a connection's message is put together: rented when bytes have arrived, larger as the message grows, given back before more is
/// waited for. Used by the receive loop; others see its charge.
/// </summary>
sealed class ReceiveBuffer(MessageMemory memory, ClientContext client, int maxMessageBytes, bool isDeflated)
{
    /// <summary>What the framework keeps to inflate a message that is not yet whole.</summary>
    const int InflaterBytes = 48 * 1024;

    byte[]? _bytes;
    MessageCharge? _charge;
    bool _hasInflater;

    /// <summary>What the message has taken, for others to see; null if it fits into the first buffer.</summary>
    internal MessageCharge? Charge => Volatile.Read(ref _charge);

    /// <summary>Whether reading a message is work: it may be compressed.</summary>
    internal bool IsDeflated => isDeflated;

    /// <summary>
    /// The room behind so many bytes. The pool gives larger buffers than were asked for, and whatever fits would be inflated.
    /// </summary>
    internal Memory<byte> From(int start) => _bytes.AsMemory(start, Math.Min(_bytes!.Length, maxMessageBytes + 1) - start);

    internal ReadOnlyMemory<byte> First(int length) => _bytes.AsMemory(0, length);

    /// <summary>
    /// Makes room behind so many bytes, at last for one more than is allowed, to tell the longest message from a longer one.
    /// Null, or why there is no room.
    /// </summary>
    internal string? Reserve(int length)
    {
        if (_bytes is null)
        {
            // Holds nearly every message there is, and is not counted.
            _bytes = SegmentPool.Rent(SegmentPool.FirstSegmentSize);
            return null;
        }
        if (length < _bytes.Length)
            return null;
        var size = (int)Math.Min(SegmentPool.SizeAbove(_bytes.Length), maxMessageBytes + 1L);
        // The framework has a buffer as large for what it inflates.
        if (Take(isDeflated ? 2L * size : size) is { } reason)
            return reason;
        var larger = SegmentPool.Rent(size);
        _bytes.AsSpan(0, length).CopyTo(larger);
        SegmentPool.Return(_bytes);
        _bytes = larger;
        return null;
    }

    /// <summary>The message is not whole, and more of it is waited for. Null, or why it may not.</summary>
    internal string? Wait()
    {
        if (!isDeflated || _hasInflater)
            return null;
        _hasInflater = true;
        return Take(InflaterBytes);
    }

    /// <summary>The message is whole: its client is not the one who is waited for.</summary>
    internal void Complete() => _charge?.Complete();

    /// <summary>Gives back what nearly no message needs.</summary>
    internal void ReturnLarge()
    {
        if (_charge is not null)
            Return();
    }

    /// <summary>Gives the memory back.</summary>
    internal void Return()
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
