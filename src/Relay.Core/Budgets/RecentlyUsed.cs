using System.Numerics;
using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Keeps a value for each of a bounded number of keys. A new key beyond the capacity replaces the least recently used one. Every operation
/// takes constant time, except when the arrays grow or shrink. A key takes 48 bytes, its value, and 4 to 8 bytes of the hash table. The
/// arrays double as they fill, up to the capacity, and halve once three quarters are empty. Not thread-safe.
/// </summary>
/// <param name="capacity">The most keys.</param>
public sealed class RecentlyUsed<T>(int capacity)
    where T : struct
{
    const int Smallest = 16;

    // Entry 0 has no key: it closes the ring from the oldest to the newest, and ends the chains of the hash table.
    Entry[] _entries = new Entry[1];
    int[] _heads = [0];
    int _used;
    int _free;

    /// <summary>The number of keys that have a value.</summary>
    public int Count { get; private set; }

    /// <summary>The number of keys for which there is room before the arrays grow.</summary>
    public int Room => _entries.Length - 1;

    /// <summary>The value of the least recently used key. Only valid if there is a key.</summary>
    public ref readonly T Oldest => ref _entries[_entries[0].Newer].Value;

    /// <summary>Marks the key as used. Returns its value in place, or a null reference.</summary>
    public ref T Find(in Bytes32 key)
    {
        var index = IndexOf(key, key.GetHashCode());
        if (index == 0)
            return ref Unsafe.NullRef<T>();
        Use(index);
        return ref _entries[index].Value;
    }

    /// <summary>
    /// Marks the key as used. Returns its value in place; a new key has the default value. The reference is valid until the next call.
    /// </summary>
    public ref T FindOrAdd(in Bytes32 key)
    {
        var hash = key.GetHashCode();
        var index = IndexOf(key, hash);
        if (index == 0)
            index = Add(key, hash);
        else
            Use(index);
        return ref _entries[index].Value;
    }

    /// <summary>Forgets the least recently used key. Only valid if there is a key.</summary>
    public void RemoveOldest()
    {
        var index = _entries[0].Newer;
        ref var entry = ref _entries[index];
        Unchain(index, ref entry);
        Unlink(ref entry);
        entry.Next = _free;
        _free = index;
        Count--;
        if (Room > Smallest && Count <= Room / 4)
            Shrink();
    }

    int IndexOf(in Bytes32 key, int hash)
    {
        var entries = _entries;
        var index = HeadOf(hash);
        while (index != 0)
        {
            ref var entry = ref entries[index];
            if (entry.Hash == hash && entry.Key == key)
                break;
            index = entry.Next;
        }
        return index;
    }

    int Add(in Bytes32 key, int hash)
    {
        if (Count == capacity)
            RemoveOldest();
        else if (Count == Room)
            Grow();
        var index = _free;
        if (index == 0)
            index = ++_used;
        else
            _free = _entries[index].Next;
        ref var entry = ref _entries[index];
        entry = new Entry { Key = key, Hash = hash };
        Chain(index, ref entry);
        Link(index, ref entry);
        Count++;
        return index;
    }

    void Use(int index)
    {
        if (_entries[0].Older == index)
            return;
        ref var entry = ref _entries[index];
        Unlink(ref entry);
        Link(index, ref entry);
    }

    /// <summary>Makes the entry the newest.</summary>
    void Link(int index, ref Entry entry)
    {
        ref var ring = ref _entries[0];
        entry.Older = ring.Older;
        entry.Newer = 0;
        _entries[ring.Older].Newer = index;
        ring.Older = index;
    }

    void Unlink(ref Entry entry)
    {
        _entries[entry.Older].Newer = entry.Newer;
        _entries[entry.Newer].Older = entry.Older;
    }

    ref int HeadOf(int hash) => ref _heads[hash & (_heads.Length - 1)];

    void Chain(int index, ref Entry entry)
    {
        ref var head = ref HeadOf(entry.Hash);
        entry.Next = head;
        head = index;
    }

    void Unchain(int index, ref Entry entry)
    {
        ref var link = ref HeadOf(entry.Hash);
        while (link != index)
            link = ref _entries[link].Next;
        link = entry.Next;
    }

    /// <summary>Doubles the arrays. No entry is free at this point, so every entry keeps its place.</summary>
    void Grow()
    {
        Array.Resize(ref _entries, 1 + (int)Math.Min(capacity, Math.Max(Smallest, 2L * Room)));
        ChainAll();
    }

    /// <summary>Moves the entries together, in the order of their use.</summary>
    void Shrink()
    {
        var old = _entries;
        _entries = new Entry[1 + Math.Max(Smallest, Room / 2)];
        _used = 0;
        _free = 0;
        for (var index = old[0].Newer; index != 0; index = old[index].Newer)
        {
            _entries[++_used] = old[index];
            Link(_used, ref _entries[_used]);
        }
        ChainAll();
    }

    void ChainAll()
    {
        _heads = new int[BitOperations.RoundUpToPowerOf2((uint)Room)];
        for (var index = 1; index <= _used; index++)
            Chain(index, ref _entries[index]);
    }

    struct Entry
    {
        public Bytes32 Key;
        public T Value;
        public int Hash;
        public int Next;
        public int Older;
        public int Newer;
    }
}
