namespace Relay.Policies;

/// <summary>
/// The processes of the plugin: the one that takes questions, and an old one that finishes what it has after the program has
/// changed. One that ends is replaced at once if it had answered or ended over an event that is known to be the cause, else
/// after a pause. Members are used under the host's lock unless they say otherwise.
/// </summary>
sealed class PluginLife : IAsyncDisposable
{
    /// <summary>For a process that was replaced, to end when its input does.</summary>
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

    /// <summary>The process that takes questions; none while it is started.</summary>
    public PluginRun? Current { get; private set; }

    /// <summary>When the next process is started, if that is known and there is none.</summary>
    public long? StartsAt => Current is null ? _starter.StartsAt : null;

    public void Start() => _starter.Start();

    /// <summary>A process has answered.</summary>
    public void OnAnswered() => _starter.ResetDelay();

    /// <summary>A process has a question less: it may take another, or is done.</summary>
    public void OnRelieved(PluginRun run)
    {
        if (ReferenceEquals(run, Current))
            _host.HandOut();
        else
            FinishRetiring();
    }

    /// <summary>Lets the old process end once nobody waits for an answer of it, whether it has given all or not.</summary>
    public void FinishRetiring()
    {
        if (_retiring is { IsAwaited: false, IsFinished: false })
            _retiring.Finish(RetirementGrace);
    }

    /// <summary>Starts a new process if the program's files have changed. Thread-safe; not to be called under the lock.</summary>
    public void ReloadIfChanged()
    {
        if (!_starter.HaveFilesChanged)
            return;
        lock (_gate)
        {
            // One old process at a time: another change is taken up when that is gone.
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

    /// <summary>Ends a process that ended or hangs, and sees to the next. Thread-safe; not to be called under the lock.</summary>
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

    /// <summary>Ends the processes. Takes some seconds at most, whatever they do. Not to be called under the lock.</summary>
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
