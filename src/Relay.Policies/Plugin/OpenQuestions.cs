namespace Relay.Policies;

/// <summary>
/// All questions whose time is not over, in the order of asking, which is that of their deadlines: one timer serves all.
/// Used under its host's lock; the timer calls without it.
/// </summary>
sealed class OpenQuestions : IDisposable
{
    readonly LinkedList<PluginQuestion> _questions = new();
    readonly TimeProvider _time;
    readonly long _patience;
    readonly ITimer _timer;
    bool _isTimerSet;

    public OpenQuestions(TimeProvider time, TimeSpan patience, Action onDue)
    {
        _time = time;
        _patience = (long)(patience.TotalSeconds * time.TimestampFrequency);
        _timer = time.CreateTimer(static due => ((Action)due!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public PluginQuestion? First => _questions.First?.Value;

    public void Add(PluginQuestion question)
    {
        question.AskedAt = _time.GetTimestamp();
        question.Deadline = question.AskedAt + _patience;
        _questions.AddLast(question.Open);
        SetTimer();
    }

    /// <summary>Takes out a question, if its time is not over anyway.</summary>
    public void Remove(PluginQuestion question)
    {
        if (question.Open.List is not null)
            _questions.Remove(question.Open);
    }

    /// <summary>Takes out the next question whose time is over.</summary>
    public PluginQuestion? TakeDue()
    {
        if (First is not { } first || first.Deadline > _time.GetTimestamp())
            return null;
        Remove(first);
        return first;
    }

    /// <summary>Those without a process that somebody waits for, and whose time is over before this timestamp.</summary>
    public List<PluginQuestion> WithoutProcessUntil(long timestamp) =>
    [
        .. _questions.TakeWhile(question => question.Deadline <= timestamp)
            .Where(static question => question is { Run: null, IsSettled: false }),
    ];

    /// <summary>To be called after the timer: waits for the next deadline.</summary>
    public void Rearm()
    {
        _isTimerSet = false;
        SetTimer();
    }

    public void Dispose() => _timer.Dispose();

    void SetTimer()
    {
        if (_isTimerSet || First is not { } first)
            return;
        _isTimerSet = true;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), first.Deadline);
        // A timer counts in milliseconds and rounds down.
        _timer.Change(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
