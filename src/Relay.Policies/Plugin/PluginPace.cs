namespace Relay.Policies;

/// <summary>
/// How fast one process answers. This gives the number of questions that it has at once, so that none waits inside it for more than about
/// half of its time, and how long another one would wait. Times are timestamps of the host's clock. Used under its lock.
/// </summary>
sealed class PluginPace(int most, long patience)
{
    /// <summary>
    /// The most questions at once before anything is measured. A process that answers one a second answers this many in time, too.
    /// </summary>
    const int FirstWindow = 8;

    /// <summary>How many answers are measured before questions are refused because of them.</summary>
    const int Evidence = 8;

    double _window = Math.Min(FirstWindow, most);
    long _narrowedAt = long.MinValue;
    long _lastGiven;
    long _lastAnswered;
    bool _hasAnswered;

    // Older answers count less: both are halved from time to time.
    double _answers;
    double _busy;

    /// <summary>The most questions that the process has at once.</summary>
    public int Window => (int)_window;

    /// <summary>Since when it has answered nothing although it had questions.</summary>
    public long SilentSince { get; private set; }

    /// <summary>Whether it has questions that were given after the latest that it answered. Earlier ones may be lost.</summary>
    public bool IsBusy => _lastGiven > _lastAnswered;

    /// <summary>Notes that the process gets a question in addition to the <paramref name="load"/> it has.</summary>
    public void OnGiven(PluginQuestion question, int load, long now)
    {
        if (load == 0 || !IsBusy)
            SilentSince = now;
        question.GivenAt = now;
        question.Number = ++_lastGiven;
    }

    /// <summary>Whether a question later than this one was answered.</summary>
    public bool IsOvertaken(PluginQuestion question) => question.Number < _lastAnswered;

    /// <summary>Notes that the process has answered a question, in time or not, while it had <paramref name="load"/> of them.</summary>
    public void OnAnswered(PluginQuestion question, int load, long now)
    {
        var taken = now - question.GivenAt;
        // How fast it is with one question says nothing about many, since it may work on several at the same time. The first answer
        // includes the program's start.
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

    /// <summary>
    /// How long the process would take to answer <paramref name="questions"/> more than it has; 0 while that is not known.
    /// </summary>
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
        // Older answers keep their full weight until the measured time is a quarter of a question's time and twice that of an answer: a
        // plugin that works on many questions at once answers them in bursts.
        if (_answers >= 2 * Evidence && _busy > patience / 4 + 2 * taken)
        {
            _answers /= 2;
            _busy /= 2;
        }
    }
}
