using Relay.Nostr;

namespace Relay.Core;

sealed class StoreEventLambda(Func<NostrEvent, CancellationToken, ValueTask<StoreResult>> handler) : IStoreEventHook
{
    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => handler(e, cancel);
}
