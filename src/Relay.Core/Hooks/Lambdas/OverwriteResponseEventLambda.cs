using Relay.Nostr;

namespace Relay.Core;

sealed class OverwriteResponseEventLambda(
    Func<ClientContext, NostrEvent, CancellationToken, ValueTask<NostrEvent>> handler) : IOverwriteResponseEventHook
{
    public ValueTask<NostrEvent> OverwriteResponseEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        handler(client, e, cancel);
}
