using System.Globalization;
using System.Runtime.CompilerServices;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// The places for new keys: per address and in all. A key with a place may publish for the rest of the window. If nothing of the key is
/// published within a minute, because other policies refuse it, the place in all is given back; the place of the address is not.
/// Thread-safe.
/// </summary>
sealed class NewKeyPlaces
{
    // Longer than a plugin or another hook may take to decide.
    static readonly TimeSpan LongestToPublish = TimeSpan.FromSeconds(60);

    readonly Lock _gate = new();
    readonly TimeProvider _time;
    readonly TimeSpan _window;
    readonly TimeSpan _toPublish;
    readonly TokenBuckets? _ofAddresses;
    readonly TokenBuckets? _ofAll;
    readonly RecentlyUsed<Admission> _admitted;

    // Keys that took a place in all within the last minute, the oldest first. Never more than there are places.
    readonly Queue<(Bytes32 Key, long Since)> _unpublished = [];

    public NewKeyPlaces(NewKeysOptions options, TimeProvider time)
    {
        _time = time;
        _window = TimeSpan.FromSeconds(options.WindowSeconds);
        _toPublish = _window < LongestToPublish ? _window : LongestToPublish;
        if (options.MaxPerAddress is { } ofAddress)
            _ofAddresses = new TokenBuckets(ofAddress, options.WindowSeconds, ofAddress, options.MaxKeys, time);
        if (options.Max is { } ofAll)
            _ofAll = new TokenBuckets(ofAll, options.WindowSeconds, ofAll, maxOwners: 1, time);
        _admitted = new RecentlyUsed<Admission>(options.MaxKeys);
    }

    /// <summary>Takes a place for a key that has no stored events, unless it has one.</summary>
    public Verdict Admit(ClientContext client, in Bytes32 key)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            GiveBack(now);
            ref var earlier = ref _admitted.Find(key);
            var isPaid = !Unsafe.IsNullRef(ref earlier) && _time.GetElapsedTime(earlier.Since, now) < _window;
            if (isPaid && earlier.HasPlace)
                return Verdict.Accept;
            // Clients without an address, as on a Unix socket, cannot be told apart.
            var address = isPaid ? null : client.AddressKey;
            if (address is { } own && _ofAddresses?.TryTake(own, out var seconds) == false)
                return Refusal("too many new keys publish from this address", seconds);
            if (_ofAll?.TryTake(default(Bytes32), out seconds) == false)
            {
                if (address is { } innocent)
                    _ofAddresses?.Charge(innocent, -1);
                return Refusal("too many new keys publish here at the moment", seconds);
            }
            ref var admission = ref _admitted.FindOrAdd(key);
            admission = new Admission { Since = isPaid ? admission.Since : now, PlaceSince = now, HasPlace = true };
            if (_ofAll is not null)
                _unpublished.Enqueue((key, now));
            return Verdict.Accept;
        }
    }

    /// <summary>Notes that an event of the key was published, so that it keeps its place.</summary>
    public void Keep(in Bytes32 key)
    {
        lock (_gate)
        {
            ref var admission = ref _admitted.Find(key);
            if (!Unsafe.IsNullRef(ref admission))
                admission.IsKept = true;
        }
    }

    void GiveBack(long now)
    {
        while (_unpublished.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.Since, now) >= _toPublish)
        {
            _unpublished.Dequeue();
            ref var admission = ref _admitted.Find(oldest.Key);
            if (Unsafe.IsNullRef(ref admission) || admission.IsKept || admission.PlaceSince != oldest.Since)
                continue;
            admission.HasPlace = false;
            _ofAll!.Charge(default, -1);
        }
    }

    static Verdict Refusal(string text, long seconds) =>
        Verdict.RateLimited(string.Create(CultureInfo.InvariantCulture, $"{text}, come back in {seconds} seconds"));

    struct Admission
    {
        /// <summary>When its address paid for it.</summary>
        public long Since;

        /// <summary>When it took a place in all.</summary>
        public long PlaceSince;

        public bool HasPlace;

        /// <summary>Whether an event of it was published.</summary>
        public bool IsKept;
    }
}
