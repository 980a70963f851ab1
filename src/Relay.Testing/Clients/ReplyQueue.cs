namespace Relay.Testing;

/// <summary>The messages that a client has received and its test has not read, in order. Thread-safe, with one reader at a time.</summary>
sealed class ReplyQueue
{
    readonly Lock _lock = new();
    readonly LinkedList<RelayReply> _replies = [];
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Exception? _end;

    public void Add(RelayReply reply)
    {
        lock (_lock)
            _replies.AddLast(reply);
        Signal();
    }

    /// <summary>Notes that no more messages will come.</summary>
    public void End(Exception reason)
    {
        lock (_lock)
            _end ??= reason;
        Signal();
    }

    /// <summary>Takes the first reply that fits and leaves the others in place. Waits until there is one.</summary>
    public async Task<RelayReply> TakeAsync(Func<RelayReply, bool> fits, string what)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                for (var node = _replies.First; node is not null; node = node.Next)
                {
                    if (!fits(node.Value))
                        continue;
                    _replies.Remove(node);
                    return node.Value;
                }
                if (_end is not null)
                    throw new InvalidOperationException($"the connection ended while waiting for {what}{Waiting()}", _end);
                changed = _changed.Task;
            }
            try
            {
                await changed.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"waited {Deadline.Default.TotalSeconds:0} s for {what}{Waiting()}");
            }
        }
    }

    /// <summary>Takes all that came before the first reply that fits, and that one.</summary>
    public async Task<List<RelayReply>> TakeThroughAsync(Func<RelayReply, bool> fits, string what)
    {
        var taken = new List<RelayReply>();
        while (true)
        {
            var reply = await TakeAsync(static _ => true, what);
            if (fits(reply))
                return taken;
            taken.Add(reply);
        }
    }

    string Waiting()
    {
        lock (_lock)
        {
            var texts = _replies.Take(10).Select(static reply => reply.Text[..Math.Min(reply.Text.Length, 300)]);
            return _replies.Count == 0 ? "" : "; received meanwhile: " + string.Join('\n', texts);
        }
    }

    void Signal()
    {
        TaskCompletionSource changed;
        lock (_lock)
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.TrySetResult();
    }
}
