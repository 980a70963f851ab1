using System.Globalization;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The events that the clients of a <see cref="FaultRun"/> send: those of a <see cref="RandomHistory"/>, which meet, and larger notes of
/// other keys, which fill the disk, expire, and vanish with their keys. Events are sometimes sent again, whatever happened to them.
/// </summary>
sealed class FaultRunLoad(int seed, FakeTime time)
{
    const int Keys = 6;

    readonly Random _random = new(seed);
    int _serial;

    /// <summary>Makes the small events, and the filters that ask for them.</summary>
    public RandomHistory History { get; } = new(seed, time);

    public NostrEvent[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>A note that a store only refuses if it is in trouble.</summary>
    public NostrEvent Probe() => Unsigned.Note(Unsigned.Key("probe"), time.Now, $"{seed} {_serial++}");

    NostrEvent Next()
    {
        if (_random.Next(3) > 0)
            return History.NextEvent();
        var key = Unsigned.Key($"large {_random.Next(Keys)}");
        if (_random.Next(60) == 0)
            return Unsigned.Vanish(key, time.Now - 1);
        string[][] tags = [["t", $"{_random.Next(5)}"]];
        if (_random.Next(4) == 0)
            tags = [.. tags, ["expiration", (time.Now + _random.Next(1, 20)).ToString(CultureInfo.InvariantCulture)]];
        var length = _random.Next(20) == 0 ? _random.Next(40_000) : _random.Next(1500);
        return Unsigned.Note(key, time.Now, $"{seed} {_serial++} {new string('x', length)}", tags);
    }
}
