namespace Relay.Policies;

/// <summary>
/// Gives a process the questions that it has room for, in turn. Questions that it would not answer in time are refused instead of asked, so
/// that it does not work for clients that no longer wait. Used under its host's lock.
/// </summary>
sealed class PluginDispatcher(long patience, PluginSuspects suspects, Action<PluginQuestion> refuse)
{
    readonly WaitingQuestions _waiting = new(patience);

    /// <summary>
    /// Whether the process, at its rate, would answer another question only after three quarters of the question's time. The last quarter
    /// is for delays that the rate does not foresee. A process that is not at work is always asked: otherwise nothing would show that it
    /// has become faster, or that it hangs.
    /// </summary>
    public bool WouldBeLate(PluginQuestion question, PluginRun run, long now)
    {
        var inFront = _waiting.InFrontOf(question);
        return (inFront > 0 || run.IsAtWork(now)) && run.Pace.TimeFor(inFront + 1, run.Load, now) > patience / 4 * 3;
    }

    /// <summary>Takes a question. Gives it to the process if that has room, and otherwise adds it to the queue.</summary>
    public void Add(PluginQuestion question, PluginRun? run, long now)
    {
        // If nothing waits, there is no turn to wait for.
        if (_waiting.Count == 0 && !question.IsSuspect && run is { HasRoom: true })
        {
            run.Give(question, now);
            return;
        }
        _waiting.Add(question);
        if (run is not null)
            HandOut(run, now);
    }

    /// <summary>Removes a question that no process has.</summary>
    public void Remove(PluginQuestion question) => _waiting.Remove(question);

    /// <summary>Takes a question that a process had been sent when it ended. It will be asked alone.</summary>
    public void AddSuspect(PluginQuestion question)
    {
        question.IsSuspect = true;
        _waiting.Add(question);
    }

    /// <summary>
    /// Takes a question that a process had been given, but not sent, when it ended. It is the first of its connection again.
    /// </summary>
    public void PutBack(PluginQuestion question) => _waiting.PutBack(question);

    /// <summary>Gives the process as many questions as it has room for.</summary>
    public void HandOut(PluginRun run, long now)
    {
        if (_waiting.Count == 0)
            return;
        run.ForgetLost(now);
        while (run.HasRoom && !_waiting.IsSuspectNext(now) && _waiting.TryTake(now, out var question))
        {
            // Another question with the same id may have been blamed since this one came.
            if (suspects.IsCulprit(question.Id) || now + run.Pace.TimeFor(1, run.Load, now) > question.Deadline)
                refuse(question);
            else if (suspects.IsSuspect(question))
                AddSuspect(question);
            else
                run.Give(question, now);
        }
        while (!run.IsBusy && _waiting.IsSuspectNext(now))
        {
            var suspect = _waiting.TakeSuspect();
            if (suspects.IsCulprit(suspect.Id))
                refuse(suspect);
            else
                run.Give(suspect, now);
        }
    }
}
