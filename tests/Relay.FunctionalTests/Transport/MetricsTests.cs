using System.Diagnostics.Metrics;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public sealed class MetricsTests
{
    [Fact]
    public void Every_kind_of_instrument_is_written_in_the_text_format()
    {
        using var relay = new RelayMetrics();
        using var collector = new MetricsCollector(relay);
        var counter = relay.Meter.CreateCounter<long>("test.things", "{thing}", "Things\nwith \\ in them.");
        counter.Add(2, new KeyValuePair<string, object?>("some.tag", "a \"b\"\n\\"));
        counter.Add(3, new KeyValuePair<string, object?>("some.tag", "a \"b\"\n\\"));
        counter.Add(1, new("x", 1), new("y", "z"));
        relay.Meter.CreateUpDownCounter<int>("test.level", null, "Level.").Add(-4);
        relay.Meter.CreateObservableGauge("test.size", static () => 1.5, "By", "Size.");
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] };
        var histogram = relay.Meter.CreateHistogram("test.time", "s", "Time.", null, advice);
        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(7);

        var text = collector.Write();

        Assert.Contains(
            """
            # HELP test_things_total Things\nwith \\ in them.
            # TYPE test_things_total counter
            test_things_total{some_tag="a \"b\"\n\\"} 5
            test_things_total{x="1",y="z"} 1

            """, text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_level gauge\ntest_level -4\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_size_bytes gauge\ntest_size_bytes 1.5\n", text, StringComparison.Ordinal);
        Assert.Contains(
            """
            # TYPE test_time_seconds histogram
            test_time_seconds_bucket{le="0.1"} 1
            test_time_seconds_bucket{le="1"} 2
            test_time_seconds_bucket{le="+Inf"} 3
            test_time_seconds_sum 7.6
            test_time_seconds_count 3

            """, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_clients_do_is_counted()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(new Author().Note());
        await client.QueryAsync("{}");
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };

        using var answer = await http.GetAsync("/metrics");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("relay_connections 1", lines);
        Assert.Contains("relay_events_accepted_total{outcome=\"new\"} 1", lines);
        Assert.Contains("relay_messages_total{type=\"Req\"} 1", lines);
        Assert.Contains(lines, static line => line.StartsWith("relay_sent_bytes_total ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("relay_query_duration_seconds_count 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_connection_is_counted_with_its_status()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var refused = await relay.ConnectRawAsync(("Sec-WebSocket-Version", "8"));
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        var metrics = await http.GetStringAsync("/metrics");
        Assert.Contains("relay_connections_refused_total{status=\"426\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_measured_unless_somebody_collects()
    {
        using var relay = new RelayMetrics();
        var counter = relay.Meter.CreateCounter<long>("test.things");
        Assert.False(counter.Enabled);
        using (new MetricsCollector(relay))
            Assert.True(counter.Enabled);
        Assert.False(counter.Enabled);
    }

    [Fact]
    public void Relays_in_one_process_do_not_count_for_each_other()
    {
        using var mine = new RelayMetrics();
        using var other = new RelayMetrics();
        using var collector = new MetricsCollector(mine);
        other.OutboxClosed();
        Assert.DoesNotContain("relay_outbox_closes_total 1", collector.Write(), StringComparison.Ordinal);
        mine.OutboxClosed();
        Assert.Contains("relay_outbox_closes_total 1", collector.Write(), StringComparison.Ordinal);
    }
}
