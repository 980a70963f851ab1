namespace Relay.Server;

/// <summary>What one instrument measured since the last look. Thread-safe.</summary>
sealed class MinuteTally
{
    readonly Lock _gate = new();
    readonly SortedDictionary<string, long> _words = new(StringComparer.Ordinal);
    long _gained;
    long _lost;
    double _most;

    /// <summary>Adds a measurement, with the word by which its instrument distinguishes them.</summary>
    public void Add(double value, string? word)
    {
        lock (_gate)
        {
            if (value < 0)
                _lost -= (long)value;
            else
                _gained += (long)value;
            _most = Math.Max(_most, value);
            if (word is not null)
                _words[word] = _words.GetValueOrDefault(word) + (long)value;
        }
    }

    /// <summary>Adds a measurement of time, each of which counts as one.</summary>
    public void AddTime(double seconds)
    {
        lock (_gate)
        {
            _gained++;
            _most = Math.Max(_most, seconds);
        }
    }

    /// <summary>Returns the sums and begins again.</summary>
    public MinuteSums Take()
    {
        lock (_gate)
        {
            var sums = new MinuteSums(_gained, _lost, _most, string.Join(", ", _words.Select(static word => $"{word.Value} {word.Key}")));
            (_gained, _lost, _most) = (0, 0, 0);
            _words.Clear();
            return sums;
        }
    }
}

/// <summary>The sums of an instrument over a minute.</summary>
/// <param name="Gained">The sum of what was added; of times, their number.</param>
/// <param name="Lost">The sum of what was taken off.</param>
/// <param name="Most">The largest value.</param>
/// <param name="ByWord">The sum of each word, such as "12 new, 3 duplicate".</param>
readonly record struct MinuteSums(long Gained, long Lost, double Most, string ByWord);
