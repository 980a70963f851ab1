namespace Relay.Bench;

/// <summary>Ascending times up to the newest. One in ten is that of the event before: relays must order ties.</summary>
sealed class CorpusTimes
{
    /// <summary>Seconds between two events, on average, unless they would reach back further than a year.</summary>
    const int MaxGap = 20;

    const int Span = 365 * 24 * 60 * 60;

    readonly int _gap;
    readonly CorpusRandom _random;
    long _time;

    public CorpusTimes(CorpusOptions options)
    {
        _gap = Math.Clamp(Span / options.Events, 1, MaxGap);
        _random = Random(options);
        for (var i = 0; i < options.Events; i++)
            Next();
        _time = options.Newest - _time;
        // The same again, from where it ends at the newest.
        _random = Random(options);
    }

    public long Next() => _time += _random.Percent(10) ? 0 : _random.Between(0, 2 * _gap);

    static CorpusRandom Random(CorpusOptions options) => new((ulong)options.Seed ^ 0x54696D6573);
}
