using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Bounds the requests to vanish by keys that have no stored events: 10 an hour per address, 10,000 an hour in all. A refused key loses
/// nothing, since none of its events is here. Thread-safe.
/// </summary>
sealed class VanishAllowance(TimeProvider time)
{
    // One person has a few keys. All requests together leave a megabyte of tombstones an hour.
    public const int PerAddress = 10;
    public const int InAll = 10_000;

    const double Hour = 3600;

    readonly TokenBuckets _ofAll = new(InAll, Hour, InAll, maxOwners: 1, time);

    // At most as many addresses have taken a token as there are requests in all.
    readonly TokenBuckets _ofAddresses = new(PerAddress, Hour, PerAddress, InAll, time);

    /// <summary>Takes one request, or refuses it if the hour's allowance is used up. Clients on this machine are not counted.</summary>
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
