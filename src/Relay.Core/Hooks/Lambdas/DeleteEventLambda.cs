namespace Relay.Core;

sealed class DeleteEventLambda(Func<DeletionRequest, CancellationToken, ValueTask<StoreResult>> handler) : IDeleteEventHook
{
    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) => handler(request, cancel);
}
