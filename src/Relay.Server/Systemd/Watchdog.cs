using Relay.Core;

namespace Relay.Server;

/// <summary>
/// Tells systemd twice per timeout that the relay is alive, after each of its threads has shown that it goes on. That the timer comes and
/// the answers are awaited shows that the thread pool, which runs the sessions, goes on. Nothing is sent for a store that is broken. A
/// degraded store is alive, and so is a thread that waits for the disk: a restart mends no disk.
/// </summary>
sealed class Watchdog : IAsyncDisposable
{
    readonly ServiceNotices _notices;
    readonly Func<IReadOnlyList<WatchedPart>> _ask;
    readonly Func<StoreCondition> _health;
    readonly Func<string> _status;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly TimeSpan _pause;
    readonly CancellationTokenSource _end = new();
    readonly Task _watching;

    /// <summary>Begins.</summary>
    /// <param name="notices">Where the signs of life go.</param>
    /// <param name="timeout">The time without a sign after which systemd restarts the relay.</param>
    /// <param name="ask">Asks the parts of the relay.</param>
    /// <param name="health">The store's health.</param>
    /// <param name="status">What <c>systemctl status</c> shows.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets a line for each part that does not answer.</param>
    public Watchdog(
        ServiceNotices notices, TimeSpan timeout, Func<IReadOnlyList<WatchedPart>> ask, Func<StoreCondition> health, Func<string> status,
        TimeProvider time, ILogger logger)
    {
        (_notices, _ask, _health, _status, _time, _logger) = (notices, ask, health, status, time, logger);
        _pause = timeout / 2;
        _watching = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_pause, _time);
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            await AnswersAsync(_ask());
            if (_health().State == StoreState.Broken)
                return;
            _notices.Alive(_status());
        }
    }

    /// <summary>Completes when every part has answered or waits for the disk.</summary>
    async Task AnswersAsync(IReadOnlyList<WatchedPart> parts)
    {
        // A part that answers with an exception goes on, too.
        var all = Task.WhenAll(parts.Select(static part => part.Answer)).ContinueWith(static _ => { }, TaskScheduler.Default);
        var patience = _pause / 2;
        for (var isTold = false; await Task.WhenAny(all, Task.Delay(patience, _time, _end.Token)) != all; isTold = true)
        {
            _end.Token.ThrowIfCancellationRequested();
            var silent = parts.Where(static part => !part.Answer.IsCompleted && !part.WaitsForDisk()).ToList();
            if (silent.Count == 0)
                return;
            foreach (var part in isTold ? [] : silent)
                ProgramLog.PartStuck(_logger, part.Name, patience.TotalSeconds);
        }
    }
}
