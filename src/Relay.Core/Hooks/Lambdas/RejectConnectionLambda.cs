namespace Relay.Core;

sealed class RejectConnectionLambda(Func<ClientContext, CancellationToken, ValueTask<Verdict>> handler) : IRejectConnectionHook
{
    public ValueTask<Verdict> RejectConnectionAsync(ClientContext client, CancellationToken cancel) => handler(client, cancel);
}
