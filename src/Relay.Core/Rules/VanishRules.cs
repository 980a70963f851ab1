using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// How many requests to vanish are taken (NIP-62). They pass all policies but those that have a hook for them, and keys cost
/// nothing: so limits of rate count them, and those of keys of which nothing is stored, each of which leaves a tombstone for good, are
/// counted in any case.
/// </summary>
sealed class VanishRules(HookPipeline pipeline, IQueryEventsHook sources, TimeProvider time)
{
    readonly VanishAllowance _allowance = new(time);

    /// <summary>Judges a request that is addressed to this relay. Who has something here is never refused for who has not.</summary>
    public async ValueTask<Verdict> CheckAsync(ClientContext client, NostrEvent request, CancellationToken cancel)
    {
        if (client.IsRelay)
            return Verdict.Accept;
        var verdict = await pipeline.RejectVanishAsync(client, request, cancel);
        if (verdict.IsRefused || await HasAnythingAsync(request.PublicKey, cancel))
            return verdict;
        return _allowance.Take(client);
    }

    /// <summary>Whether anything is stored by the key, or a gift wrap to it.</summary>
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

    /// <summary>Wants to know whether there is any event.</summary>
    sealed class FirstSink : IEventSink
    {
        public bool IsComplete { get; set; }

        public bool TryWrite(EventView e) => IsComplete = true;

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
