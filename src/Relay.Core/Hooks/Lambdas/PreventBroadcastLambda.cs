using Relay.Nostr;

namespace Relay.Core;

sealed class PreventBroadcastLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask<bool>> handler) : IPreventBroadcastHook
{
    public ValueTask<bool> PreventBroadcastAsync(ClientContext receiver, NostrEvent e, CancellationToken cancel) =>
        handler(receiver, e, cancel);
}
