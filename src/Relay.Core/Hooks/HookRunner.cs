namespace Relay.Core;

/// <summary>
/// Runs the handlers of one hook in order. What a call needs travels as arguments, so that no call makes a closure and
/// a hook without handlers returns at once. A handler that is not done when it returns has a deadline; who calls waits no longer,
/// and about a client's question not beyond the client's end. Then the handler's token is cancelled and whatever comes of it counts for
/// nothing.
/// </summary>
sealed class HookRunner(TimeSpan patience, TimeProvider time, HookFaults? faults, PolicyRefusals? refusals)
{
    // One for each thread: a handler that is done when it returns gives it back, so that its call allocates nothing.
    [ThreadStatic]
    static CancellationTokenSource? _spare;

    /// <summary>For pipelines that no engine runs: the deadline of the defaults, of which nobody is told.</summary>
    public static HookRunner Default { get; } = new(new LimitsOptions().HookPatience, TimeProvider.System, faults: null, refusals: null);

    /// <summary>How long a handler may take.</summary>
    public TimeSpan Patience => patience;

    public TimeProvider Time => time;

    /// <summary>The first refusal wins; without one, anybody's wish to shadow does.</summary>
    public ValueTask<Verdict> AskAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask<Verdict>> ask,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class =>
        hooks.Length == 0 ? default : AskAllAsync(hooks, ask, first, second, cancel);

    /// <summary>Tells everybody, one after the other, whatever becomes of the ones before; the first failure comes last.</summary>
    public ValueTask TellAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask> tell,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class =>
        hooks.Length == 0 ? default : TellAllAsync(hooks, tell, first, second, cancel);

    /// <summary>Everybody may change what the one before gave back.</summary>
    public ValueTask<TValue> ChangeAsync<THook, TContext, TValue>(
        THook[] hooks, Func<THook, TContext, TValue, CancellationToken, ValueTask<TValue>> change,
        TContext context, TValue value, CancellationToken cancel) where THook : class =>
        hooks.Length == 0 ? new(value) : ChangeByAllAsync(hooks, change, context, value, cancel);

    /// <summary>Whether anybody says yes; the first who does is the last who is asked.</summary>
    public ValueTask<bool> AnyAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask<bool>> ask,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class =>
        hooks.Length == 0 ? default : AnyOfAllAsync(hooks, ask, first, second, cancel);

    /// <summary>Runs one handler.</summary>
    public ValueTask<TResult> RunAsync<THook, TFirst, TSecond, TResult>(
        THook hook, Func<THook, TFirst, TSecond, CancellationToken, ValueTask<TResult>> run,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class
    {
        var call = Begin(hook);
        var result = run(hook, first, second, call.Token);
        if (!result.IsCompleted)
            return new(AwaitAsync(typeof(THook), hook, result.AsTask(), call, cancel));
        End(call);
        return result;
    }

    /// <summary>Notes who refused what a client asked for.</summary>
    public void NoteRefusal(object hook, ClientContext client, object? subject, in Verdict verdict) =>
        refusals?.Note(hook, client, subject, verdict);

    /// <summary>Notes that a handler was given up, and tells so who called it.</summary>
    public HookTimeoutException TimedOut(Type type, object hook)
    {
        faults?.TimedOut(type.Name, hook.GetType().Name, patience);
        return new HookTimeoutException(patience);
    }

    /// <summary>Sees to it that a failure that nobody waits for any more is nobody's.</summary>
    public static void Observe(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.ContinueWith(
                static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    async ValueTask<Verdict> AskAllAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask<Verdict>> ask,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class
    {
        var result = Verdict.Accept;
        foreach (var hook in hooks)
        {
            var verdict = await RunAsync(hook, ask, first, second, cancel);
            if (!verdict.IsRefused && !verdict.IsShadow)
                continue;
            if (first is ClientContext client)
                NoteRefusal(hook, client, second, verdict);
            if (verdict.IsRefused)
                return verdict;
            result = verdict;
        }
        return result;
    }

    async ValueTask TellAllAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask> tell,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class
    {
        Exception? failure = null;
        foreach (var hook in hooks)
        {
            try
            {
                await TellOneAsync(hook, tell, first, second, cancel);
            }
            catch (Exception exception)
            {
                failure ??= exception;
            }
        }
        if (failure is not (null or HookTimeoutException))
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    ValueTask TellOneAsync<THook, TFirst, TSecond>(
        THook hook, Func<THook, TFirst, TSecond, CancellationToken, ValueTask> tell,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class
    {
        var call = Begin(hook);
        var told = tell(hook, first, second, call.Token);
        if (!told.IsCompleted)
            return new(WaitAsync(typeof(THook), hook, told.AsTask(), call, cancel));
        End(call);
        return told;
    }

    async ValueTask<TValue> ChangeByAllAsync<THook, TContext, TValue>(
        THook[] hooks, Func<THook, TContext, TValue, CancellationToken, ValueTask<TValue>> change,
        TContext context, TValue value, CancellationToken cancel) where THook : class
    {
        foreach (var hook in hooks)
            value = await RunAsync(hook, change, context, value, cancel);
        return value;
    }

    async ValueTask<bool> AnyOfAllAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask<bool>> ask,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class
    {
        foreach (var hook in hooks)
        {
            if (await RunAsync(hook, ask, first, second, cancel))
                return true;
        }
        return false;
    }

    /// <summary>A handler is foreign code, which may block its thread: it is not called in a turn, for which others wait.</summary>
    static CancellationTokenSource Begin(object hook)
    {
        if (hook is not INonBlockingHook)
            Turn.EndHere();
        var call = _spare ?? new CancellationTokenSource();
        _spare = null;
        return call;
    }

    /// <summary>Keeps the source for the next call; what the handler registered with its token ends with the call.</summary>
    static void End(CancellationTokenSource call)
    {
        if (call.TryReset())
            _spare = call;
    }

    async Task<TResult> AwaitAsync<TResult>(
        Type type, object hook, Task<TResult> running, CancellationTokenSource call, CancellationToken cancel)
    {
        await WaitAsync(type, hook, running, call, cancel);
        return await running;
    }

    /// <summary>Waits until the handler is done, its time is over or nobody wants to know any more.</summary>
    async Task WaitAsync(Type type, object hook, Task running, CancellationTokenSource call, CancellationToken cancel)
    {
        await running.WaitAsync(patience, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompleted)
        {
            await running;
            return;
        }
        Observe(running);
        // What the handler registered is its own, may wait or throw, and runs elsewhere.
        Observe(call.CancelAsync());
        cancel.ThrowIfCancellationRequested();
        throw TimedOut(type, hook);
    }
}
