namespace Relay.Core;

/// <summary>
/// Gives changes to the stores of a <see cref="MirrorStore"/>: to all in the same order, so that they decide alike, and waits for each of
/// them a bounded time. Thread-safe.
/// </summary>
sealed class MirrorWrites(MirrorMembers members, TimeProvider time)
{
    readonly Lock _gate = new();
    readonly Queue<Action> _steps = [];
    readonly HashSet<Task> _open = [];
    bool _isRunning;

    /// <summary>
    /// Gives a change to the stores, and lets <paramref name="settle"/> make one answer of theirs. A store that has not answered within
    /// <paramref name="patience"/> counts as failed.
    /// </summary>
    public async ValueTask<TResult> WriteAsync<T, TResult>(
        Func<ISequencedStore, ValueTask<T>> change, TimeSpan patience, Func<MirrorAnswer<T>[], ValueTask<TResult>> settle)
    {
        var given = new TaskCompletionSource<(MirrorMember, bool, Task<T>)[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource();
        lock (_gate)
            _open.Add(ended.Task);
        try
        {
            InOrder(() => given.SetResult(
                [.. members.Writable().Select(to => (to.Member, to.IsInStep, GiveAsync(change, to.Member.Store)))]));
            var answers = await AnswersAsync(await given.Task, patience);
            return await settle(answers);
        }
        finally
        {
            lock (_gate)
                _open.Remove(ended.Task);
            ended.SetResult();
        }
    }

    /// <summary>Does something between two changes.</summary>
    public void InOrder(Action step)
    {
        lock (_gate)
        {
            _steps.Enqueue(step);
            if (_isRunning)
                return;
            _isRunning = true;
        }
        while (true)
        {
            Action? next;
            lock (_gate)
            {
                if (!_steps.TryDequeue(out next))
                {
                    _isRunning = false;
                    return;
                }
            }
            next();
        }
    }

    /// <summary>Completes when all changes that were given before are decided, or have taken too long.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
            return Task.WhenAll(_open);
    }

    /// <summary>The call itself gives the change its place; what it throws is an answer like any other.</summary>
    static async Task<T> GiveAsync<T>(Func<ISequencedStore, ValueTask<T>> change, ISequencedStore store) => await change(store);

    async ValueTask<MirrorAnswer<T>[]> AnswersAsync<T>((MirrorMember, bool, Task<T>)[] given, TimeSpan patience)
    {
        var begin = time.GetTimestamp();
        var answers = new MirrorAnswer<T>[given.Length];
        for (var i = 0; i < given.Length; i++)
        {
            var (member, isInStep, task) = given[i];
            try
            {
                if (!task.IsCompleted)
                {
                    var left = patience - time.GetElapsedTime(begin);
                    await task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
                }
                answers[i] = new(member, isInStep, await task, Failure: null);
            }
            catch (Exception exception)
            {
                HookRunner.Observe(task);
                answers[i] = new(member, isInStep, default, exception);
            }
        }
        return answers;
    }
}
