namespace Relay.Core;

/// <summary>Carries out deletion requests (NIP-09) and requests to vanish (NIP-62).</summary>
public interface IDeleteEventHook
{
    /// <summary>Stores the request, deletes what it names, and refuses those events from then on.</summary>
    ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel);
}
