using Relay.Nostr;

namespace Relay.Core;

sealed class RejectCountFilterLambda(Func<ClientContext, Filter, CancellationToken, ValueTask<Verdict>> handler) : IRejectCountFilterHook
{
    public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        handler(client, filter, cancel);
}
