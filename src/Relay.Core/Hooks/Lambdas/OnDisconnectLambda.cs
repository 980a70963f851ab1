namespace Relay.Core;

sealed class OnDisconnectLambda(Func<ClientContext, ValueTask> handler) : IDisconnectHook
{
    public ValueTask OnDisconnectAsync(ClientContext client) => handler(client);
}
