using Relay.Nostr;

namespace Relay.Core;

sealed class OnEventSavedLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask> handler) : IEventSavedHook
{
    public ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => handler(client, e, cancel);
}
