using System.Globalization;

namespace Relay.Bench;

/// <summary>Publishes at a steady pace and measures the time from sending an event to its deliveries.</summary>
sealed class LiveLatencyWorkload : LiveWorkload
{
    LiveLatencyWorkload(
        string name, string description, IReadOnlyList<LiveSubscription> subscriptions, CorpusAuthors authors, BenchOptions options)
        : base(name, description, "ms", authors, options) => Subscriptions = subscriptions;

    public override bool IsMoreBetter => false;

    protected override int EventCount => Math.Max(1, (int)(Options.Rate * Options.Duration.TotalSeconds));

    protected override IReadOnlyList<LiveSubscription> Subscriptions { get; }

    protected override int LatencyStep => 1;

    /// <summary>Every subscriber receives every event.</summary>
    public static LiveLatencyWorkload ToAll(CorpusAuthors authors, BenchOptions options) => new(
        "live.latency", Text($"live: {options.Subscribers} subscribers, {options.Rate} events/s, publish to delivery p50"),
        ToNotes(options.Subscribers), authors, options);

    /// <summary>Many subscriptions, few of which match each event.</summary>
    public static LiveLatencyWorkload ByAuthor(CorpusAuthors authors, BenchOptions options)
    {
        var subscriptions = new LiveSubscription[options.AuthorSubscriptions];
        for (var i = 0; i < subscriptions.Length; i++)
        {
            var author = authors.PublicKey(i % authors.Count);
            var query = BenchQuery.Parse(System.Text.Encoding.UTF8.GetBytes($$"""[{"authors":["{{author}}"],"limit":1}]"""));
            subscriptions[i] = new LiveSubscription(query, i % options.Subscribers);
        }
        return new LiveLatencyWorkload(
            "live.authors",
            Text($"live: {options.AuthorSubscriptions:N0} subscriptions by author on {options.Subscribers} connections, p50"),
            subscriptions, authors, options);
    }

    protected override void Publish(Publisher publisher) =>
        publisher.RunPaced(TimeSpan.FromSeconds(1) / Options.Rate);

    protected override RunResult Result(LiveReceiver receiver, PublishedEvents published) =>
        new RunResult(receiver.Latencies.Percentile(50) ?? 0).With(receiver.Latencies);

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
