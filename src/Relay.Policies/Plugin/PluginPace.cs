namespace Relay.Policies;

/// <summary>
/// How fast one process answers. From that come how many questions it has at once, so that none waits inside it for more than
/// about half of its time, and how long another one would wait. Times are timestamps of the host's clock. Used under its lock.
/// </summary>
sealed class PluginPace(int most, long patience)
{
    /// <summary>Questions at once before anything is known: one that answers one a second answers them in time, too.</summary>
    const int FirstWindow = 8;

    /// <summary>Answers that are measured before anybody is refused for them.</summary>
    const int Evidence = 8;

    double _window = Math.Min(FirstWindow, most);
    long _narrowedAt = long.MinValue;
    long _lastGiven;
    long _lastAnswered;
    bool _hasAnswered;

    // Older answers count for less: both are halved from time to time.
    double _answers;
    double _busy;

    /// <summary>How many questions the process has at once, at most.</summary>
    public int Window => (int)_window;

    /// <summary>Since when it has not answered although it could, if it could.</summary>
    public long SilentSince { get; private set; }

    /// <summary>Whether it has questions later than the latest that it answered. Those before may be lost.</summary>
    public bool IsBusy => _lastGiven > _lastAnswered;

    /// <summary>The process gets a question on top of so many.</summary>
    public void OnGiven(PluginQuestion question, int load, long now)
    {
        if (load == 0 || !IsBusy)
            SilentSince = now;
        question.GivenAt = now;
        question.Number = ++_lastGiven;
    }

    /// <summary>Whether a question later than this one was answered.</summary>
    public bool IsOvertaken(PluginQuestion question) => question.Number < _lastAnswered;

    /// <summary>The process has answered a question, in time or not, while it had so many.</summary>
    public void OnAnswered(PluginQuestion question, int load, long now)
    {
        var taken = now - question.GivenAt;
        // What it does with one question says nothing about how it bears many: it may work on them beside each other. The first answer
        // includes the start of the program.
        if (_hasAnswered && 2 * load >= Math.Min(Window, FirstWindow))
            Measure(taken, now);
        _hasAnswered = true;
        _lastAnswered = Math.Max(_lastAnswered, question.Number);
        SilentSince = now;
        if (2 * load < Window)
            return;
        if (taken <= patience / 2)
            _window = Math.Min(_window + (taken <= patience / 8 ? 1 : 0.25), most);
        else if (question.GivenAt >= _narrowedAt)
        {
            _window = Math.Max(1, _window * 0.75);
            _narrowedAt = now;
        }
    }

    /// <summary>How long it would take to answer so many questions on top of what the process has; 0 while it is not known.</summary>
    public long TimeFor(int questions, int load, long now)
    {
        if (_answers < Evidence)
            return 0;
        var silence = load > 0 && IsBusy ? now - SilentSince : 0;
        var each = Math.Max(_busy / _answers, (_busy + silence) / (_answers + 1));
        return (long)((questions + Math.Min(load, _lastGiven - _lastAnswered)) * each);
    }

    void Measure(long taken, long now)
    {
        _answers++;
        if (IsBusy)
            _busy += now - SilentSince;
        // Twice the time of an answer: those of a plugin that works on many at once come in bursts.
        if (_answers >= 2 * Evidence && _busy > patience / 4 + 2 * taken)
        {
            _answers /= 2;
            _busy /= 2;
        }
    }
}
