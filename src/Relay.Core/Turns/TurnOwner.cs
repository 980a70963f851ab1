using System.Buffers.Binary;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// One owner that waits for turns, with the time it has used. It exists while it waits or is at work. Guarded by the gate of its turns.
/// </summary>
sealed class TurnOwner
{
    TurnWork? _first;
    TurnWork? _last;

    public Bytes32 Key { get; private set; }

    /// <summary>The moment when its next turn is due, on the clock of its turns. Used time moves it on.</summary>
    public long Due { get; set; }

    /// <summary>The number of its turns that have not ended.</summary>
    public int AtWork { get; set; }

    public bool IsWaiting => _first is not null;

    /// <summary>
    /// The owner of a client's turns: its address, so that more connections give no more turns. A client without an address, or on this
    /// machine, is its own owner, because many clients may be behind a local proxy.
    /// </summary>
    public static Bytes32 KeyOf(Bytes32? address, long connection)
    {
        if (address is { } known)
            return known;
        // The key of an address ends in zeros.
        Span<byte> own = stackalloc byte[Bytes32.Size];
        own.Clear();
        BinaryPrimitives.WriteInt64BigEndian(own[16..], connection);
        own[^1] = 1;
        return new Bytes32(own);
    }

    public void Start(in Bytes32 key)
    {
        Key = key;
        Due = 0;
    }

    public void Add(TurnWork work)
    {
        work.Next = null;
        if (_last is null)
            _first = work;
        else
            _last.Next = work;
        _last = work;
    }

    public TurnWork Take()
    {
        var work = _first!;
        _first = work.Next;
        if (_first is null)
            _last = null;
        work.Next = null;
        return work;
    }
}
