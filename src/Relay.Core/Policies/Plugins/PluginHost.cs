using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// Gives questions to a process of the plugin. Each question has one process at a time and one answer: that of the process,
/// or the decided outcome when its time is over. What a process had been sent when it ended is asked once more, once.
/// When the plugin's files change a new process takes new questions, while the old one finishes what it has. Thread-safe;
/// nothing is waited for, and nothing is logged, under the lock.
/// </summary>
sealed class PluginHost : IAsyncDisposable
{
    /// <summary>A process that has let as many questions time out since its last answer, and been silent as long, hangs.</summary>
    const int MaxTimeoutsInARow = 3;

    /// <summary>For a process that was replaced, to end when its input does.</summary>
    static readonly TimeSpan RetirementGrace = TimeSpan.FromSeconds(5);

    /// <summary>The same when the relay ends, which may not take long.</summary>
    static readonly TimeSpan ShutdownGrace = TimeSpan.FromMilliseconds(500);

    static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(2);

    readonly PluginOptions _options;
    readonly TimeProvider _time;
    readonly PluginLog _log;
    readonly Verdict _undecided;
    readonly TimeSpan _timeout;
    readonly Lock _gate = new();

    // Guarded by the gate.
    readonly PluginStarter _starter;
    readonly OpenQuestions _open;
    readonly LinkedList<PluginQuestion> _waiting = new();
    readonly List<PluginRun> _runs = [];
    PluginRun? _current;
    PluginRun? _retiring;
    bool _isDisposed;

    internal PluginHost(PluginOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _log = new PluginLog(logger, time, options.Command!);
        _undecided = options.OnFailure == PluginFailure.Accept
            ? Verdict.Accept
            : Verdict.Error("this relay's policy gives no answer; try again later");
        _timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds);
        _open = new OpenQuestions(time, _timeout, OnDue);
        _starter = new PluginStarter(options, time, _log, _gate, OnStarted, DropHopeless);
        lock (_gate)
            _starter.Start();
    }

    /// <summary>Asks, and gives the answer or the decided outcome. If it is cancelled, the answer is not waited for.</summary>
    internal async ValueTask<Verdict> AskAsync(PluginQuestion question, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ReloadIfChanged();
        lock (_gate)
        {
            if (_isDisposed)
                return _undecided;
            _open.Add(question);
            _waiting.AddLast(question.Waiting);
            HandOut();
            DropHopeless();
        }
        await using var registration = cancel.UnsafeRegister(
            static (state, cancel) =>
            {
                var (host, question) = ((PluginHost, PluginQuestion))state!;
                host.Withdraw(question, cancel);
            },
            (this, question));
        return await question.Answer;
    }

    /// <summary>Takes a line that a process wrote.</summary>
    internal void OnLine(PluginRun run, ReadOnlySpan<byte> line, bool isTooLong)
    {
        if (isTooLong)
            _log.NoAnswer(line, "it is too long");
        else if (!PluginAnswerReader.TryRead(line, out var answer, out var problem))
            _log.NoAnswer(line, problem);
        else if (!TryAnswer(run, answer))
            _log.NoAnswer(line, "it answers no open question");
    }

    /// <summary>Takes a line that a process wrote to its standard error.</summary>
    internal void OnErrorLine(ReadOnlySpan<byte> line) => _log.ErrorLine(line);

    /// <summary>A process has ended, or there is no talking to it any more.</summary>
    internal void OnEnded(PluginRun run) =>
        End(run, run.Status is { } status ? $"ended with status {status}" : "closed its input or output");

    /// <summary>Ends the processes; whoever waits gets the decided outcome. Takes some seconds at most, whatever they do.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Task> ending = [];
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _starter.Dispose();
            while (_open.First is { } question)
            {
                _open.Remove(question);
                question.Settle(_undecided);
            }
            foreach (var run in _runs)
            {
                run.End(ShutdownGrace);
                ending.Add(run.Stopped);
            }
            ending.Add(_starter.Starting);
        }
        _open.Dispose();
        await Task.WhenAll(ending).WaitAsync(ShutdownPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    bool TryAnswer(PluginRun run, in PluginAnswer answer)
    {
        lock (_gate)
        {
            // What one says that is over counts for nothing, and is nothing to complain about.
            if (run.IsOver)
                return true;
            if (!run.TryTake(answer.Id, _time.GetTimestamp(), out var question))
                return false;
            _open.Remove(question);
            _starter.ResetDelay();
            question.Settle(answer.VerdictOn(question.Subject));
            OnRelieved(run);
            return true;
        }
    }

    void Withdraw(PluginQuestion question, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (question.IsSettled)
                return;
            question.Withdraw(cancel);
            // What was sent occupies the process until it answers.
            if (question.IsSent)
                return;
            _open.Remove(question);
            TakeBack(question);
        }
    }

    void OnDue()
    {
        var timedOut = 0;
        PluginRun? hanging = null;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            while (_open.TakeDue() is { } question)
            {
                timedOut++;
                // One that answers others is overburdened, but alive.
                if (question.Run is { } run && _time.GetElapsedTime(run.LastAnswer) >= _timeout)
                    hanging = ++run.TimeoutsInARow >= MaxTimeoutsInARow ? run : hanging;
                TakeBack(question);
                question.Settle(_undecided);
            }
            _open.Rearm();
        }
        if (timedOut > 0)
            _log.TimedOut(timedOut);
        if (hanging is not null)
            End(hanging, "does not answer and is killed");
    }

    /// <summary>Takes a question from where it stands: the queue, or its process.</summary>
    void TakeBack(PluginQuestion question)
    {
        if (question.Run is not { } run)
        {
            _waiting.Remove(question.Waiting);
            return;
        }
        run.Remove(question);
        OnRelieved(run);
    }

    /// <summary>A process has a question less: it may take another, or is done.</summary>
    void OnRelieved(PluginRun run)
    {
        if (ReferenceEquals(run, _current))
            HandOut();
        else if (ReferenceEquals(run, _retiring) && run.Load == 0)
            run.Finish(RetirementGrace);
    }

    void HandOut()
    {
        while (_current is { } run && run.Load < _options.MaxInFlight && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            run.Give(first.Value);
        }
    }

    /// <summary>Whoever would still wait when the next process is started gets the decided outcome at once.</summary>
    void DropHopeless()
    {
        while (_waiting.First is { } first && _current is null && _starter.StartsAfter(first.Value.Deadline))
        {
            _waiting.RemoveFirst();
            _open.Remove(first.Value);
            first.Value.Settle(_undecided);
        }
    }

    void End(PluginRun run, string how)
    {
        int lost;
        TimeSpan delay;
        lock (_gate)
        {
            if (run.IsOver)
                return;
            run.End(TimeSpan.Zero);
            lost = AskAgain(run);
            if (ReferenceEquals(run, _retiring))
            {
                _retiring = null;
                HandOut();
                return;
            }
            _current = null;
            delay = _starter.StartLater();
        }
        _log.Ended(run.ProcessId, how, lost, delay);
    }

    /// <summary>Puts what an ended process had back to the head of the queue, but for what was lost once before.</summary>
    int AskAgain(PluginRun run)
    {
        var given = _open.Of(run);
        for (var i = given.Count - 1; i >= 0; i--)
        {
            var question = given[i];
            var isLostAgain = question.IsSent && question.WasLost;
            question.WasLost |= question.IsSent;
            run.Remove(question);
            if (isLostAgain || question.IsSettled)
            {
                _open.Remove(question);
                question.Settle(_undecided);
            }
            else
                _waiting.AddFirst(question.Waiting);
        }
        return given.Count;
    }

    void ReloadIfChanged()
    {
        if (!_starter.HaveFilesChanged)
            return;
        lock (_gate)
        {
            // One old process at a time: another change is taken up when that is gone.
            if (_isDisposed || _starter.IsStarting || _retiring is not null || !_starter.HaveFilesChanged)
                return;
            _retiring = _current;
            _current = null;
            if (_retiring is { Load: 0 })
                _retiring.Finish(RetirementGrace);
            _starter.ResetDelay();
            _starter.Start();
        }
        _log.Reloading();
    }

    void OnStarted(PluginChild child)
    {
        var run = new PluginRun(this, child, _gate, _time.GetTimestamp());
        _runs.RemoveAll(static run => run.IsOver && run.Stopped.IsCompleted);
        _runs.Add(run);
        run.Begin();
        if (_isDisposed)
        {
            run.End(TimeSpan.Zero);
            return;
        }
        _current = run;
        HandOut();
    }
}
