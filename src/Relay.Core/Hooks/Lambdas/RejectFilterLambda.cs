using Relay.Nostr;

namespace Relay.Core;

sealed class RejectFilterLambda(Func<ClientContext, Filter, CancellationToken, ValueTask<Verdict>> handler) : IRejectFilterHook
{
    public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        handler(client, filter, cancel);
}
