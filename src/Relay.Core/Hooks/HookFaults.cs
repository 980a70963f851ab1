using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Notes what hooks and stores fail at: counts everything, and logs some of it, since a client may bring about as much as it likes.
/// Thread-safe.
/// </summary>
sealed class HookFaults(RelayMetrics metrics, ILogger logger, TimeProvider time)
{
    /// <summary>What a client is told when something failed that is none of its business.</summary>
    public const string InternalError = "error: internal error";

    // A stack trace every three seconds tells enough; a hook that fails does so at every event.
    readonly LogBudget _failures = new(time, lines: 20, TimeSpan.FromMinutes(1));
    readonly LogBudget _timeouts = new(time, lines: 20, TimeSpan.FromMinutes(1));

    /// <summary>What a client is told when this went wrong.</summary>
    public static string RefusalOf(Exception exception) => exception switch
    {
        HookTimeoutException timeout => timeout.Refusal,
        StoreBrokenException => StoreBrokenException.Refusal,
        _ => InternalError,
    };

    /// <summary>A handler was given up because its time was over.</summary>
    public void TimedOut(string hook, string handler, TimeSpan patience)
    {
        metrics.HookTimedOut(hook);
        if (MayWrite(_timeouts))
            logger.HookTimedOut(hook, handler, patience.TotalSeconds);
    }

    /// <summary>A handler threw.</summary>
    public void HookFailed(Exception exception, long connection, string hook)
    {
        if (IsNew(exception))
            logger.HookFailed(exception, connection, hook);
    }

    /// <summary>A handler or the store threw over an event.</summary>
    public void EventFailed(Exception exception, long connection, in Bytes32 id)
    {
        if (IsNew(exception))
            logger.EventFailed(exception, connection, id);
    }

    /// <summary>A handler or the store threw over a query.</summary>
    public void QueryFailed(Exception exception, long connection)
    {
        if (IsNew(exception))
            logger.QueryFailed(exception, connection);
    }

    /// <summary>
    /// Counts the failure, unless it is a deadline's, which was noted when it passed; true if there is a line for it. A store that is
    /// broken has said so itself.
    /// </summary>
    bool IsNew(Exception exception)
    {
        if (exception is HookTimeoutException)
            return false;
        metrics.HookFailed();
        if (exception is StoreBrokenException)
            return false;
        return MayWrite(_failures);
    }

    bool MayWrite(LogBudget budget)
    {
        if (!budget.TryTake(out var omitted))
            return false;
        if (omitted > 0)
            logger.FaultsOmitted(omitted);
        return true;
    }
}
