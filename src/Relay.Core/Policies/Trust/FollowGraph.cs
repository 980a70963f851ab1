using System.Runtime.InteropServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The follow lists of the keys through which trust goes on, and whom they reach. Keys are numbered, so that a follow
/// costs four bytes. Takes lists as a query finds them. Used by one thread at a time.
/// </summary>
sealed class FollowGraph(WebOfTrustOptions options) : IEventSink
{
    // Numbers that replaced lists leave behind, beyond twice as many as were in use: whoever is followed may change a list
    // of thousands every few seconds.
    const int MaxLeftovers = 10_000;

    readonly Bytes32[] _seeds = options.SeedKeys;
    readonly Dictionary<Bytes32, int> _numbers = [];
    readonly List<Bytes32> _keys = [];
    readonly Dictionary<int, int[]> _follows = [];
    readonly HashSet<int> _list = [];
    int _firstKeys;

    /// <summary>How many keys have a number.</summary>
    internal int Keys => _keys.Count;

    /// <summary>Forgets all lists, so that they are read again.</summary>
    internal void Clear()
    {
        _numbers.Clear();
        _keys.Clear();
        _follows.Clear();
        _firstKeys = 0;
    }

    /// <summary>Forgets a key's list, so that it is read again; false if it was not of interest.</summary>
    internal bool Forget(in Bytes32 key) => _numbers.TryGetValue(key, out var number) && _follows.Remove(number);

    /// <summary>
    /// Everybody who is trusted, step by step: whom the seeds follow, then who has enough followers in all steps before.
    /// Lists that are not at hand are asked for, those of a step at once, and written into this object.
    /// </summary>
    internal async ValueTask<HashSet<Bytes32>> CollectAsync(Func<IReadOnlyList<Bytes32>, IEventSink, ValueTask> readLists)
    {
        if (_firstKeys > 0 && _keys.Count > 2L * _firstKeys + MaxLeftovers)
            Clear();
        var trusted = new HashSet<int>();
        foreach (var seed in _seeds)
            trusted.Add(NumberOf(seed));
        var nearest = new List<int>(trusted);
        var followers = new Dictionary<int, int>();
        for (var step = 1; step <= options.Depth && nearest.Count > 0; step++)
        {
            await LoadAsync(nearest, readLists);
            foreach (var key in nearest)
                CountFollows(key, followers);
            nearest = [];
            var enough = step == 1 ? 1 : options.MinFollowers;
            foreach (var (key, count) in followers)
            {
                if (count >= enough && trusted.Add(key))
                    nearest.Add(key);
            }
        }
        // Those that all lists named when they were read together.
        _firstKeys = _firstKeys > 0 ? _firstKeys : _keys.Count;
        var keys = new HashSet<Bytes32>(trusted.Count);
        foreach (var number in trusted)
            keys.Add(_keys[number]);
        return keys;
    }

    /// <inheritdoc/>
    public bool TryWrite(EventView e)
    {
        // Each key once: naming it often is no recommendation.
        _list.Clear();
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var key))
                _list.Add(NumberOf(key));
        }
        _follows[NumberOf(e.PublicKey)] = [.. _list];
        return true;
    }

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;

    async ValueTask LoadAsync(List<int> keys, Func<IReadOnlyList<Bytes32>, IEventSink, ValueTask> readLists)
    {
        var missing = new List<Bytes32>();
        foreach (var key in keys)
        {
            // Who has no list has an empty one, until there is one.
            if (_follows.TryAdd(key, []))
                missing.Add(_keys[key]);
        }
        if (missing.Count > 0)
            await readLists(missing, this);
    }

    void CountFollows(int key, Dictionary<int, int> followers)
    {
        foreach (var followed in _follows[key])
            CollectionsMarshal.GetValueRefOrAddDefault(followers, followed, out _)++;
    }

    int NumberOf(in Bytes32 key)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var isKnown);
        if (!isKnown)
        {
            number = _keys.Count;
            _keys.Add(key);
        }
        return number;
    }
}
