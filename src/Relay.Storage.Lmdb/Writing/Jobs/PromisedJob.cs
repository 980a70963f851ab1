using Relay.Core;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Stores an event that was already answered and whose transaction failed, under the number that the answer gave it.</summary>
sealed class PromisedJob(Promise promise) : WriteJob
{
    StoreResult _result;

    public long Sequence => promise.Sequence;

    /// <summary>Whether the event could not be stored.</summary>
    public bool IsLost { get; private set; } = true;

    public override long Bytes => promise.Event.Record.Length;

    public override void Apply(scoped in StoreView view, LogScope scope)
    {
        // Lower numbers that were lost stay unused. The batch gives this event its own number.
        scope.Batch.High = Math.Max(scope.Batch.High, promise.Sequence - 1);
        _result = EventDecider.Decide(view, scope, promise.Event, promise.Request, history: null);
    }

    public override void Succeed() => IsLost = _result.Status == StoreStatus.Failed;
}
