using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Policies;

/// <summary>
/// Gives questions to a process of the plugin. A question is at one process at a time and gets one answer: that of the process or, when its
/// time is over, the configured outcome. A question that was sent to a process keeps its place there until it is answered, even if the
/// client no longer waits, since the process still works on it. Questions that a process had when it ended are asked once more, alone.
/// Thread-safe. It neither waits nor logs under the lock.
/// </summary>
sealed class PluginHost : IAsyncDisposable
{
    static readonly Verdict Busy = Verdict.RateLimited("this relay's policy has too much to decide; try again later");
    static readonly Verdict Culprit = Verdict.Blocked("this relay's policy cannot decide on this");

    readonly TimeProvider _time;
    readonly PluginLog _log;
    readonly PluginMetrics _metrics;
    readonly Verdict _undecided;
    readonly long _patience;
    readonly Lock _gate = new();

    // The gate guards these.
    readonly PluginLife _life;
    readonly OpenQuestions _open;
    readonly PluginDispatcher _dispatcher;
    readonly PluginSuspects _suspects = new();
    bool _isDisposed;

    public PluginHost(PluginOptions options, TimeProvider time, ILogger logger, PluginMetrics metrics)
    {
        _time = time;
        _log = new PluginLog(logger, time, options.Command!);
        _metrics = metrics;
        _undecided = options.OnFailure == PluginFailure.Accept ? Verdict.Accept : PluginPolicy.Unanswered;
        var timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds);
        _patience = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        _open = new OpenQuestions(time, timeout, OnDue);
        _dispatcher = new PluginDispatcher(_patience, _suspects, Refuse);
        _life = new PluginLife(this, options, time, _patience, _log, metrics, _gate);
        lock (_gate)
            _life.Start();
    }

    /// <summary>Asks, and returns the plugin's answer or the configured outcome. On cancellation it stops waiting for the answer.</summary>
    public async ValueTask<Verdict> AskAsync(PluginQuestion question, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _life.ReloadIfChanged();
        lock (_gate)
            Take(question);
        _metrics.WaitingChanged(1);
        await using var registration = cancel.UnsafeRegister(
            static (state, cancel) =>
            {
                var (host, question) = ((PluginHost, PluginQuestion))state!;
                host.Withdraw(question, cancel);
            },
            (this, question));
        try
        {
            return await question.Answer;
        }
        finally
        {
            _metrics.WaitingChanged(-1);
            if (question.Outcome == PluginOutcome.Overloaded)
                _log.Overloaded();
        }
    }

    /// <summary>Takes a line that a process wrote.</summary>
    public void OnLine(PluginRun run, ReadOnlySpan<byte> line, bool isTooLong)
    {
        if (!PluginAnswerReader.TryRead(line, isTooLong, out var answer, out var problem))
            _log.NoAnswer(line, problem!);
        else if (!TryAnswer(run, answer, out var isFirstFailure))
            _log.NoAnswer(line, "it answers no open question");
        else if (isFirstFailure)
            _log.UnusableAnswer(run.ProcessId, line, problem!);
    }

    /// <summary>Takes a line that a process wrote to its standard error.</summary>
    public void OnErrorLine(ReadOnlySpan<byte> line) => _log.ErrorLine(line);

    /// <summary>Notes that a process has ended, or that it closed its input or output.</summary>
    public void OnEnded(PluginRun run) =>
        _life.End(run, run.Status is { } status ? $"ended with status {status}" : "closed its input or output");

    /// <summary>Notes that the program has changed: the questions that the old one failed on are forgotten. Under the lock.</summary>
    public void OnReloading() => _suspects.Clear();

    /// <summary>
    /// Gives the configured outcome at once to clients that would still wait when the next process starts. Under the lock.
    /// </summary>
    public void OnDelayed()
    {
        if (_life.StartsAt is not { } start)
            return;
        foreach (var question in _open.WithoutProcessUntil(start))
        {
            _dispatcher.Remove(question);
            Decide(question, PluginOutcome.Undecided, _undecided);
        }
    }

    /// <summary>Gives the process as many questions as it has room for. Under the lock.</summary>
    public void HandOut()
    {
        if (!_isDisposed && _life.Current is { } run)
            _dispatcher.HandOut(run, _time.GetTimestamp());
    }

    /// <summary>
    /// Notes that a process has ended. Questions that it was sent are asked again, alone; those that it was not sent are asked as before. A
    /// suspect that was asked alone is blamed if the program works otherwise. Returns whether one was blamed. Under the lock.
    /// </summary>
    public bool OnLost(PluginRun run, bool doesProgramWork)
    {
        var (sent, unsent) = run.TakeAll();
        var isBlamed = false;
        foreach (var question in sent)
        {
            if (question.IsSuspect && _suspects.IsSuspect(question.Id))
            {
                isBlamed = doesProgramWork;
                if (isBlamed)
                    _suspects.Blame(question);
                Decide(question, PluginOutcome.Lost, isBlamed ? Culprit : PluginPolicy.Unanswered);
                continue;
            }
            _suspects.Suspect(question.Id);
            if (!question.IsSettled)
                _dispatcher.AddSuspect(question);
        }
        for (var i = unsent.Count - 1; i >= 0; i--)
            _dispatcher.PutBack(unsent[i]);
        return isBlamed;
    }

    /// <summary>
    /// Ends the processes. Waiting clients get the configured outcome. Takes at most some seconds, even if processes hang.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            while (_open.First is { } question)
                Decide(question, PluginOutcome.Undecided, _undecided);
        }
        _open.Dispose();
        await _life.DisposeAsync();
    }

    /// <summary>Takes a question, or decides it at once.</summary>
    void Take(PluginQuestion question)
    {
        if (_isDisposed)
        {
            Decide(question, PluginOutcome.Undecided, _undecided);
            return;
        }
        question.IsSuspect = _suspects.IsSuspect(question);
        var run = _life.Current;
        if (_suspects.IsCulprit(question.Id) || (run is not null && _dispatcher.WouldBeLate(question, run, _time.GetTimestamp())))
        {
            Refuse(question);
            return;
        }
        _open.Add(question);
        if (_life.StartsAt >= question.Deadline)
            Decide(question, PluginOutcome.Undecided, _undecided);
        else
            _dispatcher.Add(question, run, question.AskedAt);
    }

    bool TryAnswer(PluginRun run, in PluginAnswer answer, out bool isFirstFailure)
    {
        isFirstFailure = false;
        lock (_gate)
        {
            // Lines of a process that is over are ignored, and not logged as problems.
            if (run.IsOver)
                return true;
            if (!run.TryTake(answer.Id, _time.GetTimestamp(), out var question))
                return false;
            if (answer.Action == PluginAction.None && !run.HasFailedToAnswer)
                isFirstFailure = run.HasFailedToAnswer = true;
            if (question.IsSettled)
                _metrics.AnsweredLate();
            Decide(question, answer.OutcomeOf(question.Subject), answer.VerdictOn(question.Subject));
            if (question.IsSuspect)
                _suspects.Clear(question.Id);
            _life.OnAnswered();
            _life.OnRelieved(run);
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
            _metrics.Decided(PluginOutcome.Withdrawn);
            // A question that was sent occupies the process until it is answered, and may show that the process hangs.
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
                if (question.IsSent)
                    question.Run!.OnTimedOut();
                if ((question.Run ?? _life.Current) is { } run && run.IsHanging(_time.GetTimestamp()))
                    hanging = run;
                // A question whose client has left is in no list once its process has ended or forgotten it.
                if (!question.IsSent && !question.IsSettled)
                    TakeBack(question);
                timedOut += question.IsSettled ? 0 : 1;
                Decide(question, PluginOutcome.Undecided, _undecided);
            }
            _open.Rearm();
            _life.FinishRetiring();
            HandOut();
        }
        if (timedOut > 0)
            _log.TimedOut(timedOut);
        if (hanging is not null)
            _life.End(hanging, "does not answer and is killed");
    }

    /// <summary>Removes a question that was not sent yet: from the queue, or from the process that has it.</summary>
    void TakeBack(PluginQuestion question)
    {
        if (question.Run is not { } run)
        {
            _dispatcher.Remove(question);
            return;
        }
        run.Remove(question);
        _life.OnRelieved(run);
    }

    /// <summary>
    /// Refuses a question without asking: because its id is known to end processes, or because the answer would be too late.
    /// </summary>
    void Refuse(PluginQuestion question)
    {
        if (_suspects.IsCulprit(question.Id))
            Decide(question, PluginOutcome.Lost, Culprit);
        else
            Decide(question, PluginOutcome.Overloaded, Busy);
    }

    /// <summary>Settles a question, unless it is settled already.</summary>
    void Decide(PluginQuestion question, PluginOutcome outcome, in Verdict verdict)
    {
        _open.Remove(question);
        if (question.IsSettled)
            return;
        question.Settle(outcome, verdict);
        _metrics.Decided(outcome);
    }
}
