using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A bounded number of ids of events that are certainly stored, because clients send the same new events again and again. Other ids may be
/// stored too. Thread-safe.
/// </summary>
public sealed class KnownIds
{
    const int Ways = 4;
    const int Stripes = 64;

    readonly Bytes32[] _ids;
    readonly Lock[] _locks = [.. Enumerable.Range(0, Stripes).Select(static _ => new Lock())];
    readonly int _sets;
    long _removals;

    /// <summary>Keeps up to this many ids.</summary>
    /// <param name="capacity">The most ids kept, 32 bytes each. Must be a multiple of 256.</param>
    public KnownIds(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity % (Ways * Stripes), 0, nameof(capacity));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _sets = capacity / Ways;
        _ids = new Bytes32[capacity];
    }

    /// <summary>Changes with every removal. Read it before looking an id up in the store in order to add it here.</summary>
    public long Removals => Volatile.Read(ref _removals);

    /// <summary>Whether the id is known. A known one is certainly stored.</summary>
    public bool Contains(in Bytes32 id)
    {
        if (id == default)
            return false;
        var set = SetOf(id);
        lock (_locks[set % Stripes])
            return Ids(set).Contains(id);
    }

    /// <summary>
    /// Adds an id that was found stored after <paramref name="removals"/> was read. If anything was removed since, it may have been this
    /// event, and the id is not added.
    /// </summary>
    public void Add(in Bytes32 id, long removals)
    {
        if (id == default)
            return;
        var set = SetOf(id);
        lock (_locks[set % Stripes])
        {
            var ids = Ids(set);
            if (removals != Removals || ids.Contains(id))
                return;
            // The newest id comes first, and the oldest falls out.
            ids[..^1].CopyTo(ids[1..]);
            ids[0] = id;
        }
    }

    /// <summary>Forgets an id. Called before the event's removal is announced or answered.</summary>
    public void Remove(in Bytes32 id)
    {
        Interlocked.Increment(ref _removals);
        var set = SetOf(id);
        lock (_locks[set % Stripes])
        {
            var ids = Ids(set);
            if (ids.IndexOf(id) is >= 0 and var at)
                ids[at] = default;
        }
    }

    /// <summary>Forgets all ids.</summary>
    public void Clear()
    {
        Interlocked.Increment(ref _removals);
        for (var set = 0; set < _sets; set++)
        {
            lock (_locks[set % Stripes])
                Ids(set).Clear();
        }
    }

    // Uses a secret hash. Otherwise a client could mine ids with equal beginnings that push each other out.
    int SetOf(in Bytes32 id) => (int)((uint)id.GetHashCode() * (ulong)_sets >> 32);

    Span<Bytes32> Ids(int set) => _ids.AsSpan(set * Ways, Ways);
}
