using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The background work of a store over an engine: removes expired events, erases the events of keys that asked to vanish, and lets the
/// watch look. What fails is tried again after a while.
/// </summary>
sealed class EngineHousekeeping(
    IStoreEngine engine, EngineWriter writer, StoreHealth health, ReadGate gate, EngineStoreServices services) : IAsyncDisposable
{
    /// <summary>Events that are removed at a time, so that clients' events come between.</summary>
    const int MostRemoved = 500;

    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _stopping = new();
    readonly SemaphoreSlim _running = new(1, 1);
    readonly Backoff _failures = new(services.Time);
    ITimer? _timer;
    Task _last = Task.CompletedTask;
    SettleJob? _settling;
    long _nextExpiry;
    int _isTicking;

    public void Start()
    {
        services.Watch?.Look(health);
        writer.Committed = OnCommitted;
        _timer = services.Time.CreateTimer(_ => OnTick(), null, TimeSpan.Zero, Tick);
    }

    /// <summary>Does what is due. Runs of several callers follow each other.</summary>
    public async Task RunAsync()
    {
        await _running.WaitAsync(_stopping.Token);
        try
        {
            await RemoveExpiredAsync();
            await EraseAsync();
            _failures.Succeeded();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StoreBrokenException))
        {
            _failures.Failed();
            // An outage is told once, by the watch and the writer.
            if (!engine.Judge(exception).IsOutage)
                EngineMessages.HousekeepingFailed(services.Logger, exception);
        }
        finally
        {
            _running.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_timer is not null)
            await _timer.DisposeAsync();
        await Volatile.Read(ref _last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    long Now => services.Time.GetUtcNow().ToUnixTimeSeconds();

    // A run that failed has not found out when the next event expires.
    bool IsDue => Volatile.Read(ref _nextExpiry) <= Now || writer.State.Vanishing.Count > 0 || _failures.IsDue;

    void OnCommitted(long earliestExpiry)
    {
        for (var next = Volatile.Read(ref _nextExpiry); earliestExpiry < next; next = Volatile.Read(ref _nextExpiry))
            Interlocked.CompareExchange(ref _nextExpiry, earliestExpiry, next);
        if (writer.State.Vanishing.Count > 0)
            Begin();
    }

    void OnTick()
    {
        try
        {
            services.Watch?.Look(health);
        }
        catch (Exception exception)
        {
            // Nobody else would catch it on a timer's thread, and the next look may succeed.
            EngineMessages.LookFailed(services.Logger, exception);
        }
        // Otherwise the end of an outage, and live events of a commit in doubt, would wait for the next client that publishes.
        if (writer.AwaitsServer)
            Settle();
        if (IsDue)
            Begin();
    }

    void Settle()
    {
        if (_settling is { Task.IsCompleted: false })
            return;
        _settling = new SettleJob();
        writer.Enqueue(_settling);
    }

    void Begin()
    {
        if (_stopping.IsCancellationRequested || health.IsBroken || _failures.IsWaiting || Interlocked.Exchange(ref _isTicking, 1) != 0)
            return;
        Volatile.Write(ref _last, Task.Run(async () =>
        {
            try
            {
                await RunAsync();
            }
            finally
            {
                Volatile.Write(ref _isTicking, 0);
            }
            // Another request to vanish may have come since.
            if (writer.State.Vanishing.Count > 0)
                Begin();
        }));
    }

    async Task RemoveExpiredAsync()
    {
        while (true)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            // Before the look: an event that is committed meanwhile lowers it again.
            Volatile.Write(ref _nextExpiry, long.MaxValue);
            var expired = await ReadAsync(StateKeys.FirstExpiration, StateKeys.ExpirationsFrom(Now + 1), MostRemoved);
            if (expired.Count == 0)
            {
                var first = await ReadAsync(StateKeys.FirstExpiration, StateKeys.AfterExpirations, 1);
                if (first.Count > 0)
                    OnCommitted(StateKeys.SecondOf(first[0].Key));
                return;
            }
            var job = new RemoveExpiredJob(expired);
            writer.Enqueue(job);
            if (!await job.Task)
                throw new IOException("expired events could not be removed");
        }
    }

    async Task EraseAsync()
    {
        while (writer.State.Vanishing is { Count: > 0 } vanishing)
        {
            foreach (var key in vanishing.Keys)
                await EraseAsync(key);
        }
    }

    async Task EraseAsync(Bytes32 key)
    {
        while (true)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            var job = new EraseKeyJob(key);
            writer.Enqueue(job);
            switch (await job.Task)
            {
                case null:
                    throw new IOException("the events of a key that asked to vanish could not be erased");
                case true:
                    EngineMessages.Erased(services.Logger, key.ToString());
                    return;
            }
        }
    }

    async ValueTask<IReadOnlyList<StateRecord>> ReadAsync(StateKey from, StateKey to, int most)
    {
        gate.Enter();
        try
        {
            return await engine.ReadStateAsync(from, to, most, _stopping.Token);
        }
        finally
        {
            gate.Leave();
        }
    }
}
