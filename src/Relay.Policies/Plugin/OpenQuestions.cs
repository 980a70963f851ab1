namespace Relay.Policies;

/// <summary>
/// All questions whose time is not over, in the order in which they were asked. Their deadlines have the same order, so one timer serves
/// all. Used under its host's lock; the timer's callback runs without it.
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

    /// <summary>Removes a question. Does nothing if its time is already over.</summary>
    public void Remove(PluginQuestion question)
    {
        if (question.Open.List is not null)
            _questions.Remove(question.Open);
    }

    /// <summary>Removes and returns the next question whose time is over; null if there is no such question.</summary>
    public PluginQuestion? TakeDue()
    {
        if (First is not { } first || first.Deadline > _time.GetTimestamp())
            return null;
        Remove(first);
        return first;
    }

    /// <summary>Questions that no process has, that a client still waits for, and whose time ends before this timestamp.</summary>
    public List<PluginQuestion> WithoutProcessUntil(long timestamp) =>
    [
        .. _questions.TakeWhile(question => question.Deadline <= timestamp)
            .Where(static question => question is { Run: null, IsSettled: false }),
    ];

    /// <summary>Waits for the next deadline. To be called after the timer's callback.</summary>
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
        // A timer counts in milliseconds and rounds down, so one is added.
        _timer.Change(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
