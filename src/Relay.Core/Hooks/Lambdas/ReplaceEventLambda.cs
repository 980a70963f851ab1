using Relay.Nostr;

namespace Relay.Core;

sealed class ReplaceEventLambda(Func<NostrEvent, CancellationToken, ValueTask<StoreResult>> handler) : IReplaceEventHook
{
    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => handler(e, cancel);
}
