namespace Relay.Core;

/// <summary>May change the information document (NIP-11) for one request.</summary>
public interface IOverwriteRelayInformationHook
{
    /// <summary>Gives back the document to send.</summary>
    ValueTask<RelayInformation> OverwriteRelayInformationAsync(ClientContext client, RelayInformation information, CancellationToken cancel);
}
