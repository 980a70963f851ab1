using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Counts the requests to vanish of keys of which nothing is stored, by address and in all, hour by hour. The number of all bounds the table,
/// too. Nothing is lost to who is refused: nothing of the key is here. Thread-safe.
/// </summary>
sealed class VanishAllowance(TimeProvider time)
{
    // One person has a few keys. In all a megabyte of tombstones an hour.
    internal const int PerAddress = 10;
    internal const int InAll = 10_000;

    static readonly Verdict TooManyOfAddress =
        Verdict.RateLimited("at most 10 keys unknown here may ask to vanish from one address in an hour");
    static readonly Verdict TooManyInAll = Verdict.RateLimited("too many keys unknown here ask to vanish, come again in an hour");

    readonly TimeSpan _window = TimeSpan.FromHours(1);
    readonly Lock _gate = new();
    readonly Dictionary<Bytes32, int> _byAddress = [];
    long _begun = time.GetTimestamp();
    int _all;

    /// <summary>Counts one more, unless there were as many as may be. Clients on this machine are not counted.</summary>
    internal Verdict Take(ClientContext client)
    {
        if (client.IsLoopback)
            return Verdict.Accept;
        lock (_gate)
        {
            if (time.GetElapsedTime(_begun) >= _window)
                Begin();
            if (_all >= InAll)
                return TooManyInAll;
            if (client.AddressKey is { } address && !TryCount(address))
                return TooManyOfAddress;
            _all++;
            return Verdict.Accept;
        }
    }

    bool TryCount(in Bytes32 address)
    {
        var count = _byAddress.GetValueOrDefault(address);
        if (count >= PerAddress)
            return false;
        _byAddress[address] = count + 1;
        return true;
    }

    void Begin()
    {
        _begun = time.GetTimestamp();
        _all = 0;
        _byAddress.Clear();
        _byAddress.TrimExcess();
    }
}
