namespace Relay.Core;

/// <summary>
/// One stage on the way of a lane's events: does its work on one event after the other, in the order in which they were added, and then
/// passes each on. Runs as long as the lane lives. The work must not throw.
/// </summary>
sealed class LaneStage
{
    readonly Func<LaneEvent, ValueTask> _work;
    readonly Action<LaneEvent> _next;
    readonly Lock _gate = new();
    readonly Queue<LaneEvent> _waiting = [];

    // A stage whose work blocks its thread must not hold back the stage before it, so it runs on a thread of its own.
    readonly AsyncSignal _added = new(runContinuationsAsynchronously: true);

    public LaneStage(Func<LaneEvent, ValueTask> work, Action<LaneEvent> next)
    {
        _work = work;
        _next = next;
        _ = RunAsync();
    }

    public void Add(LaneEvent item)
    {
        lock (_gate)
            _waiting.Enqueue(item);
        _added.Set();
    }

    async Task RunAsync()
    {
        while (true)
        {
            LaneEvent? item;
            lock (_gate)
                _waiting.TryDequeue(out item);
            if (item is null)
            {
                await _added.WaitAsync();
                continue;
            }
            await _work(item);
            _next(item);
        }
    }
}
