using System.Runtime.CompilerServices;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Strikes and bans by key, at most 50,000 of each; the least recently used are forgotten first. They are in two tables, so that strikes
/// against throwaway keys push out no ban. Thread-safe.
/// </summary>
sealed class StrikeTable(StrikesOptions options, TimeProvider time)
{
    public const int Capacity = 50_000;

    readonly TimeSpan _window = TimeSpan.FromSeconds(options.WindowSeconds);
    readonly TimeSpan _ban = TimeSpan.FromSeconds(options.BanSeconds);
    readonly int _count = options.Count ?? throw new ArgumentException("strikes need a count", nameof(options));
    readonly Lock _gate = new();
    readonly RecentlyUsed<Record> _records = new(Capacity);
    readonly RecentlyUsed<long> _bans = new(Capacity);

    /// <summary>Counts an event against a key. The same event counts once.</summary>
    public void Add(in Bytes32 key, in Bytes32 id)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            ref var record = ref _records.FindOrAdd(key);
            if (record.Ids is null || time.GetElapsedTime(record.Since, now) >= _window)
                record = new Record(now, []);
            // The first bytes of an id are enough: making two ids that begin alike would take years of work, and save one strike.
            if (record.Ids.Contains(id.Prefix))
                return;
            record.Ids.Add(id.Prefix);
            if (record.Ids.Count < _count)
                return;
            record = default;
            _bans.FindOrAdd(key) = now;
        }
    }

    /// <summary>The seconds for which the key is still banned, rounded up; 0 if it is not banned.</summary>
    public int SecondsLeft(in Bytes32 key)
    {
        lock (_gate)
        {
            ref var since = ref _bans.Find(key);
            if (Unsafe.IsNullRef(ref since))
                return 0;
            return Math.Max(0, (int)Math.Ceiling((_ban - time.GetElapsedTime(since)).TotalSeconds));
        }
    }

    readonly record struct Record(long Since, List<ulong> Ids);
}
