namespace Relay.Policies;

/// <summary>
/// Gives a process what it has room for, in turn, and tells which questions it would not answer in time: those are refused rather
/// than asked, so that it never works on what nobody waits for any more. Used under its host's lock.
/// </summary>
sealed class PluginDispatcher(long patience, PluginSuspects suspects, Action<PluginQuestion> refuse)
{
    readonly WaitingQuestions _waiting = new(patience);

    /// <summary>
    /// Whether the process, at its rate, would answer another question only after three quarters of its time: the rest is for what
    /// the rate does not foresee. One that is not at work is asked in any case: else nobody would learn that it has become faster, or
    /// that it hangs.
    /// </summary>
    public bool WouldBeLate(PluginQuestion question, PluginRun run, long now)
    {
        var inFront = _waiting.InFrontOf(question);
        return (inFront > 0 || run.IsAtWork(now)) && run.Pace.TimeFor(inFront + 1, run.Load, now) > patience / 4 * 3;
    }

    /// <summary>Takes a question in: to the process, if it has room, and to the queue if there is none or it has not.</summary>
    public void Add(PluginQuestion question, PluginRun? run, long now)
    {
        // Where nothing waits, there is no turn to wait for.
        if (_waiting.Count == 0 && !question.IsSuspect && run is { HasRoom: true })
        {
            run.Give(question, now);
            return;
        }
        _waiting.Add(question);
        if (run is not null)
            HandOut(run, now);
    }

    /// <summary>Takes out a question that no process has.</summary>
    public void Remove(PluginQuestion question) => _waiting.Remove(question);

    /// <summary>Takes in what a process was sent when it ended, which is asked alone.</summary>
    public void AddSuspect(PluginQuestion question)
    {
        question.IsSuspect = true;
        _waiting.Add(question);
    }

    /// <summary>Takes in what a process was given, but not sent, when it ended: the first of its connection again.</summary>
    public void PutBack(PluginQuestion question) => _waiting.PutBack(question);

    /// <summary>Gives the process what it has room for.</summary>
    public void HandOut(PluginRun run, long now)
    {
        if (_waiting.Count == 0)
            return;
        run.ForgetLost(now);
        while (run.HasRoom && !_waiting.IsSuspectNext(now) && _waiting.TryTake(now, out var question))
        {
            // What its id is known for it may be known for since it came.
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
