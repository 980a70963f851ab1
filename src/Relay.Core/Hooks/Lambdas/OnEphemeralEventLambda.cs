using Relay.Nostr;

namespace Relay.Core;

sealed class OnEphemeralEventLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask> handler) : IEphemeralEventHook
{
    public ValueTask OnEphemeralEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => handler(client, e, cancel);
}
