using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Counts the requests to vanish of keys of which nothing is stored, by address and in all. Nothing is lost to who is refused: nothing of
/// the key is here. Thread-safe.
/// </summary>
sealed class VanishAllowance(TimeProvider time)
{
    // One person has a few keys. In all a megabyte of tombstones an hour.
    public const int PerAddress = 10;
    public const int InAll = 10_000;

    const double Hour = 3600;

    readonly TokenBuckets _ofAll = new(InAll, Hour, InAll, maxOwners: 1, time);

    // No more addresses than there are requests in all have taken one.
    readonly TokenBuckets _ofAddresses = new(PerAddress, Hour, PerAddress, InAll, time);

    /// <summary>Counts one more, unless there were as many as may be. Clients on this machine are not counted.</summary>
    public Verdict Take(ClientContext client)
    {
        if (client.IsLoopback)
            return Verdict.Accept;
        var address = client.LimitedAddress;
        if (address is { } own && !_ofAddresses.TryTake(own, out var seconds))
            return Refusal("at most 10 keys unknown here may ask to vanish from one address in an hour", seconds);
        if (_ofAll.TryTake(default(Bytes32), out seconds))
            return Verdict.Accept;
        if (address is { } innocent)
            _ofAddresses.Charge(innocent, -1);
        return Refusal("too many keys unknown here ask to vanish", seconds);
    }

    static Verdict Refusal(string text, long seconds) =>
        Verdict.RateLimited(string.Create(CultureInfo.InvariantCulture, $"{text}, wait {seconds} seconds"));
}
