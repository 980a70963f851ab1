namespace Relay.Bench;

/// <summary>The mistakes in a relay's answers. Each kind is kept once, with its number and an example. Thread-safe.</summary>
sealed class Problems
{
    readonly Dictionary<string, Problem> _problems = [];
    readonly Lock _lock = new();

    public bool Any
    {
        get
        {
            lock (_lock)
                return _problems.Count > 0;
        }
    }

    public void Add(string sort, string example) => Add(sort, 1, example);

    public void Add(string sort, int times, string example)
    {
        lock (_lock)
        {
            if (_problems.TryGetValue(sort, out var problem))
                _problems[sort] = problem with { Times = problem.Times + times };
            else
                _problems.Add(sort, new Problem(sort, times, example));
        }
    }

    public IReadOnlyList<Problem> ToList()
    {
        lock (_lock)
            return [.. _problems.Values];
    }

    public sealed record Problem(string Sort, int Times, string Example)
    {
        public override string ToString() => $"{Sort}, {Times} times: {Example}";
    }
}
