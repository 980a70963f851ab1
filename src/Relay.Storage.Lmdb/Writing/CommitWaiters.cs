namespace Relay.Storage.Lmdb;

/// <summary>Callers that wait until a number is committed, if answers may precede commits. Thread-safe.</summary>
sealed class CommitWaiters(TailHolder tail)
{
    readonly Lock _gate = new();
    readonly List<(long Sequence, TaskCompletionSource Done)> _waiting = [];
    long _lost;

    public ValueTask WaitAsync(long sequence)
    {
        if (tail.Current.High >= sequence)
            return ValueTask.CompletedTask;
        lock (_gate)
        {
            if (tail.Current.High >= sequence || _lost >= sequence)
                return ValueTask.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((sequence, done));
            return new ValueTask(done.Task);
        }
    }

    /// <summary>Wakes callers that wait for numbers up to this one, now or later: these will never be committed.</summary>
    public void Lose(long last)
    {
        lock (_gate)
            // The writer may report lost events after the store was found to be broken, which loses all.
            _lost = Math.Max(_lost, last);
        Release(last);
    }

    /// <summary>Wakes callers whose number is committed, or all of them when the store closes.</summary>
    public void Release(long committed = long.MaxValue)
    {
        lock (_gate)
        {
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Sequence > committed)
                    continue;
                _waiting[i].Done.TrySetResult();
                _waiting.RemoveAt(i);
            }
        }
    }
}
