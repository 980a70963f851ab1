namespace Relay.Core;

sealed class OverwriteRelayInformationLambda(
    Func<ClientContext, RelayInformation, CancellationToken, ValueTask<RelayInformation>> handler) : IOverwriteRelayInformationHook
{
    public ValueTask<RelayInformation> OverwriteRelayInformationAsync(
        ClientContext client, RelayInformation information, CancellationToken cancel) =>
        handler(client, information, cancel);
}
