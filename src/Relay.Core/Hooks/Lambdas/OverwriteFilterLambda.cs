using Relay.Nostr;

namespace Relay.Core;

sealed class OverwriteFilterLambda(Func<ClientContext, Filter, CancellationToken, ValueTask<Filter>> handler) : IOverwriteFilterHook
{
    public ValueTask<Filter> OverwriteFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        handler(client, filter, cancel);
}
