namespace Relay.Core;

sealed class OnConnectLambda(Func<ClientContext, CancellationToken, ValueTask> handler) : IConnectHook
{
    public ValueTask OnConnectAsync(ClientContext client, CancellationToken cancel) => handler(client, cancel);
}
