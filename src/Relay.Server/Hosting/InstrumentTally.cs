namespace Relay.Server;

/// <summary>What one instrument measured since the last look. Thread-safe.</summary>
sealed class InstrumentTally
{
    readonly Lock _gate = new();
    SortedDictionary<string, long> _words = new(StringComparer.Ordinal);
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
    public InstrumentSums Take()
    {
        lock (_gate)
        {
            var sums = new InstrumentSums(_gained, _lost, _most, _words);
            (_gained, _lost, _most, _words) = (0, 0, 0, new(StringComparer.Ordinal));
            return sums;
        }
    }
}

/// <summary>The sums of an instrument over some time.</summary>
/// <param name="Gained">The sum of what was added; of times, their number.</param>
/// <param name="Lost">The sum of what was taken off.</param>
/// <param name="Most">The largest value.</param>
/// <param name="ByWord">The sum of each word by which the instrument distinguishes.</param>
readonly record struct InstrumentSums(long Gained, long Lost, double Most, IReadOnlyDictionary<string, long> ByWord)
{
    /// <summary>Milliseconds of the longest of times.</summary>
    public double MostMilliseconds => Most * 1000;
}
