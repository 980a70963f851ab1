using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Judges events of keys outside the web of trust: every condition of the options must hold. Thread-safe.</summary>
sealed class Outsiders
{
    // New keys cost nothing. A new one beyond this number replaces the least recently used one; an address in use stays.
    const int MaxOwners = 100_000;

    readonly ProofOfWorkPolicy? _work;
    readonly TokenBuckets? _buckets;
    readonly CountedEvents _counted = new(MaxOwners);

    public Outsiders(OutsidersOptions options, TimeProvider time)
    {
        if (options.MinDifficulty is { } difficulty)
            _work = new ProofOfWorkPolicy(new ProofOfWorkOptions { MinDifficulty = difficulty, ExemptKinds = KindSet.Empty });
        if (options.Count is { } count)
            _buckets = new TokenBuckets(count, options.Seconds, burst: count, MaxOwners, time);
    }

    public async ValueTask<Verdict> JudgeAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        // First, since it changes nothing here.
        var verdict = _work is null ? Verdict.Accept : await _work.RejectEventAsync(client, e, cancel);
        if (verdict.IsRefused || _buckets is null || client.IsLoopback)
            return verdict;
        return TryTake(client, e, out var seconds)
            ? Verdict.Accept
            : Verdict.RateLimited($"few events are taken from outside this relay's web of trust; the next in {seconds} s");
    }

    /// <summary>
    /// Takes one event from the shares of author and address, or from neither. The author is charged once per event, even if other clients
    /// send it again.
    /// </summary>
    bool TryTake(ClientContext client, NostrEvent e, out long seconds)
    {
        seconds = 0;
        var isCounted = _counted.Contains(e);
        var isTaken = (client.AddressKey, isCounted) switch
        {
            ({ } address, false) => _buckets!.TryTake([e.PublicKey, address], out seconds),
            ({ } address, true) => _buckets!.TryTake(address, out seconds),
            (null, false) => _buckets!.TryTake(e.PublicKey, out seconds),
            (null, true) => true,
        };
        if (isTaken)
            _counted.Add(e);
        return isTaken;
    }
}
