using System.Globalization;
using System.Text;

namespace Relay.Bench;

/// <summary>
/// Opens many subscriptions. Each event matches all of them, or ten however many there are. It shows whether the cost depends on the
/// matches.
/// </summary>
sealed class LiveFanoutWorkload : LiveWorkload
{
    /// <summary>The part of an event by which it matches.</summary>
    public enum Variant
    {
        All,
        Author,
        Tag,
        Kind,
    }

    const int Matches = 10;

    /// <summary>The first of the regular kinds without a meaning in a specification.</summary>
    const int FirstKind = 2_000;

    const int Kinds = 2_000;
    const int LeastEvents = 5;

    /// <summary>If an event matches all subscriptions, events come so seldom that there are fewer deliveries a second than this.</summary>
    const int MaxDeliveries = 50_000;

    readonly int _count;
    readonly Variant _variant;
    readonly CorpusAuthors _authors;
    readonly int _values;
    readonly double _rate;
    IReadOnlyList<LiveSubscription>? _subscriptions;

    LiveFanoutWorkload(int count, Variant variant, string text, CorpusAuthors authors, BenchOptions options)
        : base(
            Text($"live.fanout-{count}-{variant.ToString().ToLowerInvariant()}"),
            Text($"live: {count:N0} subscriptions on {options.Subscribers} connections, {text}, p50"), "ms", authors, options)
    {
        (_count, _variant, _authors) = (count, variant, authors);
        _values = Math.Max(1, count / Matches);
        _rate = variant == Variant.All ? Math.Min(options.Rate, (double)MaxDeliveries / count) : options.Rate;
    }

    public override bool IsMoreBetter => false;

    protected override int EventCount => Math.Max(LeastEvents, (int)(_rate * Options.Duration.TotalSeconds));

    protected override int LatencyStep => _variant == Variant.All && _count > 1_000 ? 61 : 1;

    protected override IReadOnlyList<LiveSubscription> Subscriptions =>
        _subscriptions ??= [.. Enumerable.Range(0, _count).Select(i => new LiveSubscription(Query(i), i % Options.Subscribers))];

    public static IEnumerable<LiveFanoutWorkload> Create(CorpusAuthors authors, BenchOptions options)
    {
        foreach (var count in options.Fanout)
        {
            yield return new LiveFanoutWorkload(count, Variant.All, "all match", authors, options);
            yield return new LiveFanoutWorkload(count, Variant.Author, "10 match by author", authors, options);
            yield return new LiveFanoutWorkload(count, Variant.Tag, "10 match by tag", authors, options);
            yield return new LiveFanoutWorkload(count, Variant.Kind, "10 match by kind", authors, options);
        }
    }

    public override void End() => _subscriptions = null;

    protected override EventCorpus CreateEvents() => CorpusGenerator.CreateFresh(EventCount, _authors, (note, number) => _variant switch
    {
        Variant.Author => note with { Author = number % Math.Min(_values, _authors.Count) },
        Variant.Tag => note with { Draft = note.Draft with { Tags = [["t", Hashtag(number * 7 % _values)]] } },
        Variant.Kind => note with { Draft = note.Draft with { Kind = (ushort)(FirstKind + number * 7 % Math.Min(_values, Kinds)) } },
        _ => note,
    });

    protected override void Publish(Publisher publisher) => publisher.RunPaced(TimeSpan.FromSeconds(1 / _rate));

    protected override RunResult Result(LiveReceiver receiver, PublishedEvents published) =>
        new RunResult(receiver.Latencies.Percentile(50) ?? 0).With(receiver.Latencies);

    /// <summary>
    /// The filter of one subscription. Ten subscriptions ask for each author, tag or kind. If there are too few of those, the rest ask for
    /// values that no event has.
    /// </summary>
    BenchQuery Query(int number)
    {
        var value = number % _values;
        var filter = _variant switch
        {
            Variant.Author when value < _authors.Count => $$"""{"authors":["{{_authors.PublicKey(value)}}"],"limit":1}""",
            Variant.Author => $$"""{"authors":["{{new CorpusRandom((ulong)value).NextHex(32)}}"],"limit":1}""",
            Variant.Tag => $$"""{"#t":["{{Hashtag(value)}}"],"limit":1}""",
            Variant.Kind when value < Kinds => Text($$"""{"kinds":[{{FirstKind + value}}],"limit":1}"""),
            Variant.Kind => Text($$"""{"kinds":[{{FirstKind + value % Kinds}}],"#t":["{{Hashtag(value)}}"],"limit":1}"""),
            _ => """{"kinds":[1],"limit":1}""",
        };
        return BenchQuery.Parse(Encoding.UTF8.GetBytes($"[{filter}]"));
    }

    static string Hashtag(int value) => Text($"fanout{value}");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
