using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// The follow lists of the keys that pass trust on, and the keys that these lists reach. Keys have numbers, so that a follow costs four
/// bytes. Gets the lists as the sink of a query. Used by one thread at a time.
/// </summary>
sealed class FollowGraph(WebOfTrustOptions options, int maxKeys = 1_000_000, int maxFollows = 10_000_000) : IEventSink
{
    // Replaced lists leave unused numbers behind. This many are allowed beyond twice the number in use, since a trusted key may replace a
    // list of thousands every few seconds.
    const int MaxLeftovers = 10_000;

    // Long lists have about 5,000 keys. If a few lists could name many more, they would fill the graph and leave no room for others.
    public const int MaxFollowsOfOne = 10_000;

    // Keys that the seeds do not follow themselves are less trusted, and there are many more of them.
    const int FartherShare = 10;

    readonly Bytes32[] _seeds = options.SeedKeys;
    readonly Dictionary<Bytes32, int> _numbers = [];
    readonly List<Bytes32> _keys = [];
    readonly Dictionary<int, int[]> _follows = [];
    readonly HashSet<int> _list = [];
    int _firstKeys;

    /// <summary>The number of keys that have a number.</summary>
    public int Keys => _keys.Count;

    /// <summary>The number of follows that are held.</summary>
    public int Follows { get; private set; }

    /// <summary>Whether follows were left out, for lack of room, since all lists were read.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Forgets all lists, so that they are read again.</summary>
    public void Clear()
    {
        _numbers.Clear();
        _keys.Clear();
        _follows.Clear();
        _firstKeys = 0;
        Follows = 0;
        IsFull = false;
    }

    /// <summary>Forgets a key's list, so that it is read again. False if the list was not held.</summary>
    public bool Forget(in Bytes32 key)
    {
        if (!_numbers.TryGetValue(key, out var number) || !_follows.Remove(number, out var follows))
            return false;
        Follows -= follows.Length;
        return true;
    }

    /// <summary>
    /// Finds all trusted keys, step by step: first those that the seeds follow, then those for whom enough keys of all earlier steps vouch.
    /// Missing lists are queried, those of one step together, and written into this object.
    /// </summary>
    public async ValueTask<HashSet<Bytes32>> CollectAsync(Func<IReadOnlyList<Bytes32>, IEventSink, ValueTask> readLists)
    {
        if (_firstKeys > 0 && _keys.Count > (IsFull ? 1L : 2L) * _firstKeys + MaxLeftovers)
            Clear();
        var trusted = new HashSet<int>();
        foreach (var seed in _seeds)
        {
            if (TryNumber(seed, out var number))
                trusted.Add(number);
        }
        var nearest = new List<int>(trusted);
        var vouchers = new Vouchers(options.MinFollowers);
        for (var step = 1; step <= options.Depth && nearest.Count > 0; step++)
        {
            await LoadAsync(nearest, readLists);
            vouchers.Fit(_keys.Count);
            var vouches = step <= 2 ? options.MaxVouches : Math.Max(1, options.MaxVouches / FartherShare);
            foreach (var key in nearest)
                vouchers.Add(key, _follows[key], vouches);
            nearest = step == 1 ? vouchers.Followed(trusted) : vouchers.BringIn(trusted, _keys);
            trusted.UnionWith(nearest);
        }
        ForgetOthers(trusted);
        // The number of keys that all lists named when they were read together.
        _firstKeys = _firstKeys > 0 ? _firstKeys : _keys.Count;
        var keys = new HashSet<Bytes32>(trusted.Count);
        foreach (var number in trusted)
            keys.Add(_keys[number]);
        return keys;
    }

    /// <inheritdoc/>
    public bool TryWrite(EventView e)
    {
        if (!_numbers.TryGetValue(e.PublicKey, out var author))
            return true;
        // Each key counts once; naming it several times has no effect.
        _list.Clear();
        foreach (var tag in e.Tags)
        {
            if (!tag.TryReadRecipient(out var key))
                continue;
            if (_list.Count == MaxFollowsOfOne || Follows + _list.Count >= maxFollows)
            {
                IsFull |= _list.Count < MaxFollowsOfOne;
                break;
            }
            if (TryNumber(key, out var number))
                _list.Add(number);
        }
        Forget(e.PublicKey);
        _follows[author] = [.. _list];
        Follows += _list.Count;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;

    async ValueTask LoadAsync(List<int> keys, Func<IReadOnlyList<Bytes32>, IEventSink, ValueTask> readLists)
    {
        var missing = new List<Bytes32>();
        foreach (var key in keys)
        {
            // A key without a stored list has an empty one until there is one.
            if (_follows.TryAdd(key, []))
                missing.Add(_keys[key]);
        }
        if (missing.Count > 0)
            await readLists(missing, this);
    }

    /// <summary>Forgets the lists of keys that are not trusted any more, since their changes are no longer noted.</summary>
    void ForgetOthers(HashSet<int> trusted)
    {
        foreach (var (key, follows) in _follows)
        {
            if (!trusted.Contains(key) && _follows.Remove(key))
                Follows -= follows.Length;
        }
    }

    /// <summary>The number of a key. A new key gets one if there is room.</summary>
    bool TryNumber(in Bytes32 key, out int number)
    {
        if (_numbers.TryGetValue(key, out number))
            return true;
        if (_keys.Count >= maxKeys)
        {
            IsFull = true;
            return false;
        }
        number = _keys.Count;
        _numbers.Add(key, number);
        _keys.Add(key);
        return true;
    }
}
