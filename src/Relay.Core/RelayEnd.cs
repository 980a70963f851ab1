using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// The end of an engine, once, in order and within a given time: sessions; then what they have left to tell, and the policies; then
/// the stores, whose turn comes whatever hooks do and whatever another part throws. Parts of a step end side by side. Thread-safe.
/// </summary>
sealed class RelayEnd(
    SessionRegistry sessions, Fanouts fanout, RemovalAnnouncer removals, HookPipeline pipeline, ILogger logger)
{
    /// <summary>Half of the ten seconds after which container hosts kill, where nobody says how long it may take.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What hooks and policies have for events on which they have not decided: nobody was told that those are stored, and their clients
    /// send them again.
    /// </summary>
    static readonly TimeSpan EventsPatience = TimeSpan.FromSeconds(2);

    /// <summary>What the stores have even if nothing is left: they hold what others were promised.</summary>
    static readonly TimeSpan StoresPatience = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    readonly CancellationTokenSource _eventsGivenUp = new();
    Task<bool>? _running;

    /// <summary>Cancelled two seconds after the end has begun, for events on which hooks and policies have not decided by then.</summary>
    public CancellationToken EventsGivenUp => _eventsGivenUp.Token;

    /// <summary>Ends everything; true if it did in time. Who calls later waits for the first call's end.</summary>
    public Task<bool> RunAsync(TimeSpan patience)
    {
        lock (_gate)
            return _running ??= Task.Run(() => EndAsync(patience));
    }

    async Task<bool> EndAsync(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        var farewells = Task.WhenAll(sessions.All.Select(static session => session.FarewellAsync()));
        await farewells.WaitAsync(Shorter(EventsPatience, patience / 2)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What hooks have registered with the token runs elsewhere, and nobody waits for it.
        HookRunner.Observe(_eventsGivenUp.CancelAsync());
        var haveSessionsEnded = await EndWithinAsync(Left() - patience / 2, "sessions", farewells);
        var share = Left() / 2;
        var ended = await Task.WhenAll(
            EndWithinAsync(share, "live events", fanout.DisposeAsync().AsTask()),
            removals.StopAsync(share),
            EndWithinAsync(share, "policies", DisposeAsync("policies", pipeline.Policies)));
        var areStoresClosed = await EndWithinAsync(
            Longer(Left(), StoresPatience), "stores", Task.WhenAll(pipeline.OwnedStores.Select(store => DisposeAsync("stores", store))));
        return haveSessionsEnded && areStoresClosed && !ended.Contains(false);

        TimeSpan Left() => Longer(patience - Stopwatch.GetElapsedTime(started), TimeSpan.Zero);
    }

    static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Waits for a part of the relay; false if it has not ended in time. It may end yet, and nobody waits for that.</summary>
    async Task<bool> EndWithinAsync(TimeSpan patience, string part, Task ending)
    {
        await ending.WaitAsync(Longer(patience, TimeSpan.Zero)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ending.IsCompleted)
            return true;
        HookRunner.Observe(ending);
        logger.LeftBehind(part);
        return false;
    }

    /// <summary>What throws keeps nobody from ending, and what blocks its thread blocks no other's turn.</summary>
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
