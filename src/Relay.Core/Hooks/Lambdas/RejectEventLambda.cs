using Relay.Nostr;

namespace Relay.Core;

sealed class RejectEventLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask<Verdict>> handler) : IRejectEventHook
{
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => handler(client, e, cancel);
}
