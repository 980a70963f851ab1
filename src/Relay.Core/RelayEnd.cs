using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// Ends an engine once, in order and within a given time: first the sessions, then their last messages and the policies, then the stores.
/// The stores get their turn even if hooks hang or another part throws. The parts of a step end at the same time. Thread-safe.
/// </summary>
sealed class RelayEnd(
    SessionRegistry sessions, Fanouts fanout, RemovalAnnouncer removals, HookPipeline pipeline, ILogger logger)
{
    /// <summary>Half of the ten seconds after which container hosts kill the process. Used if the host gives no time.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time that hooks and policies have to decide on the last events. No client was told that those are stored, so clients send them
    /// again.
    /// </summary>
    static readonly TimeSpan EventsPatience = TimeSpan.FromSeconds(2);

    /// <summary>The time that stores get even if none is left: they hold events that clients were told are stored.</summary>
    static readonly TimeSpan StoresPatience = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    readonly CancellationTokenSource _eventsGivenUp = new();
    Task<bool>? _running;

    /// <summary>
    /// Cancelled two seconds after the end has begun, or after half of its time if that is shorter. Events without a verdict are then given
    /// up.
    /// </summary>
    public CancellationToken EventsGivenUp => _eventsGivenUp.Token;

    /// <summary>Ends everything. True if it ended in time. Later calls wait for the first call's end.</summary>
    public Task<bool> RunAsync(TimeSpan patience)
    {
        lock (_gate)
            return _running ??= Task.Run(() => EndAsync(patience));
    }

    async Task<bool> EndAsync(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        var farewells = Task.WhenAll(sessions.All.Select(static session => session.FarewellAsync()));
        // Sessions end when their undecided events are given up, so some of their half of the time must be left by then.
        await farewells.WaitAsync(Shorter(EventsPatience, patience * 0.4)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Callbacks that hooks registered with the token run elsewhere, and nothing waits for them.
        HookRunner.Observe(_eventsGivenUp.CancelAsync());
        var haveSessionsEnded = await EndWithinAsync(Left() - patience / 2, "sessions", farewells);
        var share = Left() / 2;
        var ended = await Task.WhenAll(
            EndWithinAsync(share, "live events", fanout.DisposeAsync().AsTask()),
            removals.StopAsync(share),
            EndWithinAsync(share, "policies", DisposeAsync("policies", pipeline.Policies)));
        var areStoresClosed = await EndWithinAsync(
            Longer(Left(), StoresPatience), "stores", Task.WhenAll(pipeline.OwnedStores.Select(store => DisposeAsync("stores", store))));
        StoresInUse.Give(pipeline.Stores);
        return haveSessionsEnded && areStoresClosed && !ended.Contains(false);

        TimeSpan Left() => Longer(patience - Stopwatch.GetElapsedTime(started), TimeSpan.Zero);
    }

    static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Waits for a part of the relay. Returns false if it has not ended in time; it may still end later.</summary>
    async Task<bool> EndWithinAsync(TimeSpan patience, string part, Task ending)
    {
        await ending.WaitAsync(Longer(patience, TimeSpan.Zero)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ending.IsCompleted)
            return true;
        HookRunner.Observe(ending);
        logger.LeftBehind(part);
        return false;
    }

    /// <summary>
    /// Disposes of a part. An exception does not keep the other parts from ending, and a blocked thread does not delay them.
    /// </summary>
    async Task DisposeAsync(string what, IAsyncDisposable? part)
    {
        await Task.Yield();
        try
        {
            if (part is not null)
                await part.DisposeAsync();
        }
        catch (Exception exception)
        {
            logger.EndFailed(exception, what);
        }
    }
}
