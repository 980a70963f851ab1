namespace Relay.Policies;

/// <summary>The lines of a file that its parser refused. Their text is not repeated: it may be a secret.</summary>
sealed class LineErrors
{
    // The first few show an operator the mistake; a wrong file would otherwise fill the log.
    const int MaxKept = 10;

    readonly List<(int Line, string Reason)> _first = [];

    /// <summary>The number of wrong lines.</summary>
    public int Count { get; private set; }

    /// <summary>The first ten wrong lines, and why they are wrong.</summary>
    public IReadOnlyList<(int Line, string Reason)> First => _first;

    public void Add(int line, string reason)
    {
        Count++;
        if (_first.Count < MaxKept)
            _first.Add((line, reason));
    }
}
