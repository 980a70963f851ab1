using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Which requests to vanish are accepted (NIP-62). They pass all policies except those with a hook for them, and new keys cost nothing, so
/// rate limits count them. A request by a key that has no stored events leaves a tombstone for good, so the number of those is always
/// bounded.
/// </summary>
sealed class VanishRules(HookPipeline pipeline, IQueryEventsHook sources, TimeProvider time)
{
    readonly VanishAllowance _allowance = new(time);

    /// <summary>
    /// Judges a request that names this relay. Requests by keys with stored events do not count against the allowance of those without.
    /// </summary>
    public async ValueTask<Verdict> CheckAsync(ClientContext client, NostrEvent request, CancellationToken cancel)
    {
        if (client.IsRelay)
            return Verdict.Accept;
        var verdict = await pipeline.RejectVanishAsync(client, request, cancel);
        if (verdict.IsRefused || await HasAnythingAsync(request.PublicKey, cancel))
            return verdict;
        return _allowance.Take(client);
    }

    /// <summary>Whether an event by the key, or a gift wrap to it, is stored.</summary>
    async ValueTask<bool> HasAnythingAsync(Bytes32 key, CancellationToken cancel)
    {
        var sink = new FirstSink();
        Filter[] filters =
        [
            new() { Authors = [key], Limit = 1 },
            new() { Kinds = [Kind.GiftWrap], Tags = [new TagFilter('p', [new TagValue(key)])], Limit = 1 },
        ];
        await sources.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, sink, cancel);
        return sink.IsComplete;
    }

    /// <summary>Notes whether there is any event.</summary>
    sealed class FirstSink : IEventSink
    {
        public bool IsComplete { get; set; }

        public bool TryWrite(EventView e) => IsComplete = true;

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
