namespace Relay.Policies;

/// <summary>
/// The processes of the plugin: the one that takes questions, and an old one that finishes its questions after the program has changed. A
/// process that ends is replaced at once if it had answered a question, or if it ended because of an event that is known to be the cause.
/// Otherwise it is replaced after a pause. Members are used under the host's lock unless they say otherwise.
/// </summary>
sealed class PluginLife : IAsyncDisposable
{
    /// <summary>How long a replaced process has to end after its input was closed.</summary>
    static readonly TimeSpan RetirementGrace = TimeSpan.FromSeconds(5);

    /// <summary>The same when the relay ends, which may not take long.</summary>
    static readonly TimeSpan ShutdownGrace = TimeSpan.FromMilliseconds(500);

    static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(2);

    readonly PluginHost _host;
    readonly PluginLog _log;
    readonly PluginMetrics _metrics;
    readonly Lock _gate;
    readonly PluginStarter _starter;
    readonly List<PluginRun> _runs = [];
    readonly int _most;
    readonly long _patience;
    PluginRun? _retiring;
    bool _hadLastAnswered;
    bool _isDisposed;

    public PluginLife(
        PluginHost host, PluginOptions options, TimeProvider time, long patience, PluginLog log, PluginMetrics metrics, Lock gate)
    {
        _host = host;
        _log = log;
        _metrics = metrics;
        _gate = gate;
        _most = options.MaxInFlight;
        _patience = patience;
        _starter = new PluginStarter(options, time, log, gate, OnStarted, host.OnDelayed);
    }

    /// <summary>The process that takes questions; null while it is being started.</summary>
    public PluginRun? Current { get; private set; }

    /// <summary>When the next process will be started; null if that is not known or there is a process.</summary>
    public long? StartsAt => Current is null ? _starter.StartsAt : null;

    public void Start() => _starter.Start();

    /// <summary>Notes that a process has answered.</summary>
    public void OnAnswered() => _starter.ResetDelay();

    /// <summary>Notes that a process has one question less: it may take another, or it is finished.</summary>
    public void OnRelieved(PluginRun run)
    {
        if (ReferenceEquals(run, Current))
            _host.HandOut();
        else
            FinishRetiring();
    }

    /// <summary>Ends the old process once no client waits for an answer from it, even if it has not answered everything.</summary>
    public void FinishRetiring()
    {
        if (_retiring is { IsAwaited: false, IsFinished: false })
            _retiring.Finish(RetirementGrace);
    }

    /// <summary>Starts a new process if the program's files have changed. Thread-safe; must not be called under the lock.</summary>
    public void ReloadIfChanged()
    {
        if (!_starter.HaveFilesChanged)
            return;
        lock (_gate)
        {
            // Only one old process at a time: another change is handled once it has ended.
            if (_isDisposed || _starter.IsStarting || _retiring is not null || !_starter.HaveFilesChanged)
                return;
            _retiring = Current;
            Current = null;
            FinishRetiring();
            _host.OnReloading();
            _starter.ResetDelay();
            _starter.Start();
        }
        _log.Reloading();
    }

    /// <summary>Ends a process that has ended or hangs, and starts the next one. Thread-safe; must not be called under the lock.</summary>
    public void End(PluginRun run, string how)
    {
        int questions;
        TimeSpan delay;
        lock (_gate)
        {
            if (run.IsOver)
                return;
            questions = run.Load;
            run.End(TimeSpan.Zero);
            var isExplained = _host.OnLost(run, run.HasAnswered || _hadLastAnswered);
            if (ReferenceEquals(run, _retiring))
            {
                _retiring = null;
                _host.HandOut();
                return;
            }
            Current = null;
            _hadLastAnswered = run.HasAnswered;
            delay = TimeSpan.Zero;
            if (run.HasAnswered || isExplained)
                _starter.Start();
            else
                delay = _starter.StartLater();
        }
        _metrics.Restarted();
        _log.Ended(run.ProcessId, how, questions, delay);
    }

    /// <summary>Ends the processes. Takes at most some seconds, even if they hang. Must not be called under the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Task> ending = [];
        lock (_gate)
        {
            _isDisposed = true;
            _starter.Dispose();
            foreach (var run in _runs)
            {
                run.End(ShutdownGrace);
                ending.Add(run.Stopped);
            }
            ending.Add(_starter.Starting);
        }
        await Task.WhenAll(ending).WaitAsync(ShutdownPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    void OnStarted(PluginChild child)
    {
        var run = new PluginRun(_host, child, _gate, _most, _patience);
        _runs.RemoveAll(static run => run.IsOver && run.Stopped.IsCompleted);
        _runs.Add(run);
        run.Begin();
        if (_isDisposed)
        {
            run.End(TimeSpan.Zero);
            return;
        }
        Current = run;
        _host.HandOut();
    }
}
