using System.Threading.Tasks.Sources;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Stores one live event. Taken from a pool, and returned when its result has been read.</summary>
sealed class StoreJob(StoreJobPool pool) : WriteJob, IValueTaskSource<StoreResult>
{
    // The waiting code continues on another thread: the writer's thread runs no foreign code.
    ManualResetValueTaskSourceCore<StoreResult> _source = new() { RunContinuationsAsynchronously = true };
    NostrEvent? _event;
    DeletionRequest? _request;
    StoreResult _result;
    bool _isAnswered;

    /// <summary>A request to vanish that is not stored has no number, so a promise could not keep it.</summary>
    public override bool MayAnswerEarly => _result.Status != StoreStatus.Honoured;

    public override Promise? Promise =>
        _result.Status == StoreStatus.Stored ? new Promise(_event!, _request, _result.Sequence) : null;

    public override bool IsRemoval => _event!.Kind is Kind.Deletion or Kind.Vanish;

    public override long Bytes => _event!.Record.Length;

    public void Start(NostrEvent e, DeletionRequest? request)
    {
        _source.Reset();
        _event = e;
        _request = request;
        _isAnswered = false;
    }

    public ValueTask<StoreResult> Task => new(this, _source.Version);

    public override void Apply(scoped in StoreView view, LogScope scope) =>
        _result = EventDecider.Decide(view, scope, _event!, _request, history: null);

    public override void Succeed() => Answer(_result);

    public override void Fail(string reason) => Answer(StoreResult.Failed(reason));

    void Answer(StoreResult result)
    {
        // Once answered, the job may be in use for another event, so an early answer is the only one.
        if (_isAnswered)
            return;
        _isAnswered = true;
        _source.SetResult(result);
    }

    public StoreResult GetResult(short token)
    {
        var result = _source.GetResult(token);
        _event = null;
        _request = null;
        pool.Return(this);
        return result;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
