using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Notes failures of hooks and stores. It counts all of them and logs at most 20 a minute, since a client may cause any number.
/// Thread-safe.
/// </summary>
sealed class HookFaults(RelayMetrics metrics, ILogger logger, TimeProvider time)
{
    /// <summary>What a client is told about a failure whose cause is the relay's alone.</summary>
    public const string InternalError = "error: internal error";

    // A stack trace every three seconds tells enough; a hook that fails may do so at every event.
    readonly LogBudget _failures = new(time, lines: 20, TimeSpan.FromMinutes(1));
    readonly LogBudget _timeouts = new(time, lines: 20, TimeSpan.FromMinutes(1));

    /// <summary>What a client is told about this failure.</summary>
    public static string RefusalOf(Exception exception) => exception switch
    {
        HookTimeoutException timeout => timeout.Refusal,
        StoreBrokenException broken => broken.Message,
        _ => InternalError,
    };

    /// <summary>Notes that a handler was given up because its time was over.</summary>
    public void TimedOut(string hook, string handler, TimeSpan patience)
    {
        metrics.HookTimedOut(hook);
        if (MayWrite(_timeouts))
            logger.HookTimedOut(hook, handler, patience.TotalSeconds);
    }

    /// <summary>Notes that a handler threw.</summary>
    public void HookFailed(Exception exception, long connection, string hook)
    {
        if (IsNew(exception))
            logger.HookFailed(exception, connection, hook);
    }

    /// <summary>Notes that a handler or the store threw while it dealt with an event.</summary>
    public void EventFailed(Exception exception, long connection, in Bytes32 id)
    {
        if (IsNew(exception))
            logger.EventFailed(exception, connection, id);
    }

    /// <summary>Notes that a handler or the store threw while it dealt with a query.</summary>
    public void QueryFailed(Exception exception, long connection)
    {
        if (IsNew(exception))
            logger.QueryFailed(exception, connection);
    }

    /// <summary>
    /// Counts the failure; returns true if a line may be logged for it. A timeout was already noted when it happened, and a broken store
    /// logs that itself; one of several stores that fails otherwise does not.
    /// </summary>
    bool IsNew(Exception exception)
    {
        if (exception is HookTimeoutException)
            return false;
        metrics.HookFailed();
        if (exception is StoreBrokenException { InnerException: null or StoreBrokenException })
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
