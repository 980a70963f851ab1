using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class RelayMetricsTests : IAsyncDisposable
{
    readonly TestEngine _relay = new(static relay => relay
        .UseInMemoryStore()
        .RejectEvent((_, e) => e.Kind == 7 ? Verdict.Blocked("no") : Verdict.Accept));

    readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);
    readonly MeterListener _listener = new();
    readonly Author _alice = new();

    public RelayMetricsTests()
    {
        var meter = _relay.Metrics.Meter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, 1, tags));
        _listener.Start();
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return _relay.DisposeAsync();
    }

    void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var (key, tag) in tags)
            name += $" {key}={tag}";
        _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
    }

    [Fact]
    public async Task Operator_learns_what_comes_in_what_goes_out_and_who_is_there()
    {
        var client = await _relay.ConnectAsync();
        var e = _alice.Note();
        await client.PublishAsync(e);
        await client.PublishAsync(e);
        await client.PublishAsync(_alice.Event(7));
        await client.SayAsync("[\"EVENT\",{}]");
        await client.QueryAsync("q", "{}");
        await client.QueryAsync("bad", "{\"foo\":1}");
        await client.CountAsync("{}");
        _relay.Metrics.OutboxClosed();
        Assert.Equal(1, _sums["relay.connections"]);
        Assert.Equal(1, _sums["relay.subscriptions"]);
        await _relay.DisposeAsync();

        var expected = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["relay.connections"] = 0,
            ["relay.subscriptions"] = 0,
            ["relay.messages type=Event"] = 4,
            ["relay.messages type=Req"] = 2,
            ["relay.messages type=Count"] = 1,
            ["relay.events.accepted outcome=new"] = 1,
            ["relay.events.accepted outcome=duplicate"] = 1,
            ["relay.events.refused prefix=blocked"] = 1,
            ["relay.events.refused prefix=invalid"] = 1,
            ["relay.queries.refused prefix=unsupported"] = 1,
            ["relay.policies.refused policy=RejectEvent prefix=blocked"] = 1,
            ["relay.events.sent source=stored"] = 1,
            ["relay.query.duration"] = 1,
            ["relay.count.duration"] = 1,
            ["relay.outbox.closes"] = 1,
        };
        Assert.Equal(expected.OrderBy(static pair => pair.Key), _sums.OrderBy(static pair => pair.Key));
    }
}
