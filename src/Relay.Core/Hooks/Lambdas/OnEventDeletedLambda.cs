using Relay.Nostr;

namespace Relay.Core;

sealed class OnEventDeletedLambda(Func<NostrEvent, CancellationToken, ValueTask> handler) : IEventDeletedHook
{
    public ValueTask OnEventDeletedAsync(NostrEvent e, CancellationToken cancel) => handler(e, cancel);
}
