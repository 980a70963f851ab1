namespace Relay.Core;

/// <summary>
/// Runs the handlers of one hook in order. What a call needs is passed as arguments, so that no call allocates a closure, and a hook
/// without handlers returns at once. A handler that has not finished when it returns has a deadline. The caller waits until that deadline,
/// and for a client's question no longer than the client stays connected. Then the handler's token is cancelled and its result is ignored.
/// </summary>
sealed class HookRunner(TimeSpan patience, TimeProvider time, HookFaults? faults, PolicyRefusals? refusals)
{
    // One for each thread: a handler that has finished when it returns gives it back, so that its call allocates nothing.
    [ThreadStatic]
    static CancellationTokenSource? _spare;

    /// <summary>For pipelines that no engine runs: it has the default deadline and notes nothing.</summary>
    public static HookRunner Default { get; } = new(new LimitsOptions().HookPatience, TimeProvider.System, faults: null, refusals: null);

    /// <summary>How long a handler may take.</summary>
    public TimeSpan Patience => patience;

    public TimeProvider Time => time;

    /// <summary>The first refusal wins. Without a refusal, a single wish to shadow is enough.</summary>
    public ValueTask<Verdict> AskAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask<Verdict>> ask,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class =>
        hooks.Length == 0 ? default : AskAllAsync(hooks, ask, first, second, cancel);

    /// <summary>
    /// Tells every handler, one after the other, even if an earlier one failed. Failures are noted and change nothing: never throws.
    /// </summary>
    public ValueTask TellAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask> tell,
        TFirst first, TSecond second, CancellationToken cancel) where THook : class =>
        hooks.Length == 0 ? default : TellAllAsync(hooks, tell, first, second, cancel);

    /// <summary>Passes the value through every handler; each may change what the one before returned.</summary>
    public ValueTask<TValue> ChangeAsync<THook, TContext, TValue>(
        THook[] hooks, Func<THook, TContext, TValue, CancellationToken, ValueTask<TValue>> change,
        TContext context, TValue value, CancellationToken cancel) where THook : class =>
        hooks.Length == 0 ? new(value) : ChangeByAllAsync(hooks, change, context, value, cancel);

    /// <summary>Whether a handler says yes. Handlers after the first yes are not asked.</summary>
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

    /// <summary>Notes which handler refused a client's request.</summary>
    public void NoteRefusal(object hook, ClientContext client, object? subject, in Verdict verdict) =>
        refusals?.Note(hook, client, subject, verdict);

    /// <summary>Notes that a handler was given up. The caller throws the result.</summary>
    public HookTimeoutException TimedOut(Type type, object hook)
    {
        faults?.TimedOut(type.Name, hook.GetType().Name, patience);
        return new HookTimeoutException(patience);
    }

    /// <summary>Observes a failure that nobody waits for any longer, so that it is not reported as unobserved.</summary>
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
        foreach (var hook in hooks)
        {
            try
            {
                await TellOneAsync(hook, tell, first, second, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // Nobody waits for what handlers do now: the client or the relay has gone.
            }
            catch (Exception exception)
            {
                faults?.HookFailed(exception, ConnectionOf(first), typeof(THook).Name);
            }
        }
    }

    static long ConnectionOf(object? told) => told switch
    {
        ClientContext client => client.Id,
        OpenSubscription subscription => subscription.Client.Id,
        _ => 0,
    };

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
        {
            value = await RunAsync(hook, change, context, value, cancel)
                ?? throw new InvalidOperationException($"the {typeof(THook).Name} {hook.GetType().Name} returned null");
        }
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

    /// <summary>
    /// A handler is foreign code that may block its thread, so it is not called within a turn, for which other clients wait.
    /// </summary>
    static CancellationTokenSource Begin(object hook)
    {
        if (hook is not INonBlockingHook)
            Turn.EndHere();
        var call = _spare ?? new CancellationTokenSource();
        _spare = null;
        return call;
    }

    /// <summary>Keeps the source for the next call. Its reset ends what the handler registered with the token.</summary>
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

    /// <summary>Waits until the handler has finished, its time is over, or the client has gone.</summary>
    async Task WaitAsync(Type type, object hook, Task running, CancellationTokenSource call, CancellationToken cancel)
    {
        await running.WaitAsync(patience, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompleted)
        {
            await running;
            return;
        }
        Observe(running);
        // Callbacks that the handler registered may wait or throw, so they run elsewhere.
        Observe(call.CancelAsync());
        cancel.ThrowIfCancellationRequested();
        throw TimedOut(type, hook);
    }
}
