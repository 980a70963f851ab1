using System.ComponentModel;

namespace Relay.Policies;

/// <summary>
/// Starts the plugin's process: first, then again when it has ended, if necessary after a pause, and when its files change. Members are
/// used under the host's lock unless they say otherwise. The start itself runs outside the lock.
/// </summary>
sealed class PluginStarter : IDisposable
{
    readonly string _command;
    readonly IReadOnlyList<string> _arguments;
    readonly TimeProvider _time;
    readonly PluginLog _log;
    readonly Lock _gate;
    readonly Action<PluginChild> _onStarted;
    readonly Action _onDelayed;
    readonly RestartDelay _delay;
    readonly ITimer _timer;
    PluginFiles _files;
    long _startsAt;
    bool _isWaiting;
    bool _isDisposed;

    // The actions are called under the lock: the first with the new process, the second when the next start will take time.
    public PluginStarter(
        PluginOptions options, TimeProvider time, PluginLog log, Lock gate, Action<PluginChild> onStarted, Action onDelayed)
    {
        _command = options.Command!;
        _arguments = options.Arguments ?? [];
        _time = time;
        _log = log;
        _gate = gate;
        _onStarted = onStarted;
        _onDelayed = onDelayed;
        _delay = new RestartDelay(
            TimeSpan.FromMilliseconds(options.RestartMilliseconds), TimeSpan.FromMilliseconds(options.RestartMaxMilliseconds));
        _files = PluginFiles.Look(_command, _arguments);
        _timer = time.CreateTimer(
            static starter => ((PluginStarter)starter!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a process is being started.</summary>
    public bool IsStarting { get; private set; }

    /// <summary>The latest start. Completes when the host has its process, or when it has failed.</summary>
    public Task Starting { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the files differ from those that were started. Thread-safe.</summary>
    public bool HaveFilesChanged => Volatile.Read(ref _files).HaveChanged();

    /// <summary>When the next process will be started, as a timestamp of the clock; null if there is no pause.</summary>
    public long? StartsAt => _isWaiting ? _startsAt : null;

    /// <summary>Starts a process at once.</summary>
    public void Start()
    {
        _isWaiting = false;
        IsStarting = true;
        // Read before the start, so that a change during the start is noticed later.
        Volatile.Write(ref _files, PluginFiles.Look(_command, _arguments));
        Starting = Task.Run(StartProcess);
    }

    /// <summary>Starts a process after the next pause. Returns the pause.</summary>
    public TimeSpan StartLater()
    {
        var delay = _delay.Next();
        _isWaiting = !_isDisposed;
        _startsAt = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
        _onDelayed();
        return delay;
    }

    /// <summary>Makes the next pause the shortest: a process has answered, or the program has changed.</summary>
    public void ResetDelay() => _delay.Reset();

    public void Dispose()
    {
        _isDisposed = true;
        _isWaiting = false;
        _timer.Dispose();
    }

    void OnTimer()
    {
        lock (_gate)
        {
            if (_isWaiting)
                Start();
        }
    }

    void StartProcess()
    {
        PluginChild child;
        try
        {
            child = PluginChild.Start(_command, _arguments);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            TimeSpan delay;
            lock (_gate)
            {
                IsStarting = false;
                if (_isDisposed)
                    return;
                delay = StartLater();
            }
            _log.NotStarted(exception, delay);
            return;
        }
        _log.Started(child.Id);
        lock (_gate)
        {
            IsStarting = false;
            _onStarted(child);
        }
    }
}
