namespace Relay.Bench;

/// <summary>Ascending times that end at the newest. One in ten equals the time before, so that relays must order ties.</summary>
sealed class CorpusTimes
{
    /// <summary>The most seconds between two events on average. It is less if the events would span more than a year.</summary>
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
        // Draws the same numbers again, from the start that makes the last time the newest.
        _random = Random(options);
    }

    public long Next() => _time += _random.Percent(10) ? 0 : _random.Between(0, 2 * _gap);

    static CorpusRandom Random(CorpusOptions options) => new((ulong)options.Seed ^ 0x54696D6573);
}
