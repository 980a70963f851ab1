namespace Relay.Core;

/// <summary>
/// All questions that nobody has answered, in the order of asking, which is that of their deadlines: one timer serves all.
/// Used under its host's lock; the timer calls without it.
/// </summary>
sealed class OpenQuestions : IDisposable
{
    readonly LinkedList<PluginQuestion> _questions = new();
    readonly TimeProvider _time;
    readonly long _patience;
    readonly ITimer _timer;
    bool _isTimerSet;

    internal OpenQuestions(TimeProvider time, TimeSpan patience, Action onDue)
    {
        _time = time;
        _patience = (long)(patience.TotalSeconds * time.TimestampFrequency);
        _timer = time.CreateTimer(static due => ((Action)due!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal PluginQuestion? First => _questions.First?.Value;

    internal void Add(PluginQuestion question)
    {
        question.Deadline = _time.GetTimestamp() + _patience;
        _questions.AddLast(question.Open);
        SetTimer();
    }

    internal void Remove(PluginQuestion question) => _questions.Remove(question.Open);

    /// <summary>Takes out the next question whose time is over.</summary>
    internal PluginQuestion? TakeDue()
    {
        if (First is not { } first || first.Deadline > _time.GetTimestamp())
            return null;
        Remove(first);
        return first;
    }

    /// <summary>The questions that a process was given, the first asked first.</summary>
    internal List<PluginQuestion> Of(PluginRun run)
    {
        var given = new List<PluginQuestion>();
        foreach (var question in _questions)
        {
            if (ReferenceEquals(question.Run, run))
                given.Add(question);
        }
        return given;
    }

    /// <summary>To be called after the timer: waits for the next deadline.</summary>
    internal void Rearm()
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
