namespace Relay.Core;

/// <summary>
/// Runs the handlers of one hook in order. What a call needs travels as arguments, so that no call makes a closure and
/// a hook without handlers returns at once. No handler is called in a turn.
/// </summary>
static class HookRunner
{
    /// <summary>The first refusal wins; without one, anybody's wish to shadow does.</summary>
    internal static ValueTask<Verdict> AskAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask<Verdict>> ask,
        TFirst first, TSecond second, CancellationToken cancel) =>
        hooks.Length == 0 ? default : AskAllAsync(hooks, ask, first, second, cancel);

    /// <summary>Tells everybody, one after the other.</summary>
    internal static ValueTask TellAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask> tell,
        TFirst first, TSecond second, CancellationToken cancel) =>
        hooks.Length == 0 ? default : TellAllAsync(hooks, tell, first, second, cancel);

    /// <summary>Everybody may change what the one before gave back.</summary>
    internal static ValueTask<TValue> ChangeAsync<THook, TContext, TValue>(
        THook[] hooks, Func<THook, TContext, TValue, CancellationToken, ValueTask<TValue>> change,
        TContext context, TValue value, CancellationToken cancel) =>
        hooks.Length == 0 ? new(value) : ChangeByAllAsync(hooks, change, context, value, cancel);

    static async ValueTask<Verdict> AskAllAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask<Verdict>> ask,
        TFirst first, TSecond second, CancellationToken cancel)
    {
        Turn.EndHere();
        var result = Verdict.Accept;
        foreach (var hook in hooks)
        {
            var verdict = await ask(hook, first, second, cancel);
            if (verdict.IsRefused)
                return verdict;
            if (verdict.IsShadow)
                result = verdict;
        }
        return result;
    }

    static async ValueTask TellAllAsync<THook, TFirst, TSecond>(
        THook[] hooks, Func<THook, TFirst, TSecond, CancellationToken, ValueTask> tell,
        TFirst first, TSecond second, CancellationToken cancel)
    {
        Turn.EndHere();
        foreach (var hook in hooks)
            await tell(hook, first, second, cancel);
    }

    static async ValueTask<TValue> ChangeByAllAsync<THook, TContext, TValue>(
        THook[] hooks, Func<THook, TContext, TValue, CancellationToken, ValueTask<TValue>> change,
        TContext context, TValue value, CancellationToken cancel)
    {
        Turn.EndHere();
        foreach (var hook in hooks)
            value = await change(hook, context, value, cancel);
        return value;
    }
}
