namespace Relay.Policies;

/// <summary>The lines of a file that its parser did not take. What stands there is not repeated: it may be a secret.</summary>
sealed class LineErrors
{
    // An operator finds the mistake by the first few; a file of something else altogether would fill the log.
    const int MaxKept = 10;

    readonly List<(int Line, string Reason)> _first = [];

    /// <summary>How many lines are wrong.</summary>
    public int Count { get; private set; }

    /// <summary>The first ten of them, and why they are wrong.</summary>
    public IReadOnlyList<(int Line, string Reason)> First => _first;

    public void Add(int line, string reason)
    {
        Count++;
        if (_first.Count < MaxKept)
            _first.Add((line, reason));
    }
}
