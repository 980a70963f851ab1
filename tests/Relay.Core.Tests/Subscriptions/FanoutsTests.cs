using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Subscriptions for which one event could cost much wait only for each other.</summary>
public sealed class FanoutsTests : IAsyncDisposable
{
    const int Half = (int)(Fanouts.MaxSteps / 2);

    // One message may contain enough values for a whole share.
    static readonly RelayOptions Options = new()
    {
        Limits = new LimitsOptions { MaxFilterValues = 100_000 },
        Memory = new MemoryOptions { SubscriptionsMiB = 512 },
    };

    const string Refused =
        "[\"CLOSED\",\"q\",\"blocked: open subscriptions name too much for one event to be compared with "
        + "(at most 100,000 filters and tag values of an address)\"]";

    /// <summary>Takes exactly the share of an address. The filter itself counts too.</summary>
    static readonly string Share = Wide(2 * Half - 1);

    readonly TestEngine _relay = new(null, Options);
    readonly Author _alice = new();

    Fanouts Lanes => _relay.Engine.Fanout;

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    /// <summary>A filter of this many tag values, one of which is "5".</summary>
    static string Wide(int values) =>
        $$"""{"#t":[{{string.Join(',', Enumerable.Range(1, values).Select(static i => $"\"{i}\""))}}],"limit":0}""";

    [Fact]
    public async Task Heavy_subscriptions_hold_up_nobody_else_and_hear_every_event_in_order()
    {
        var (heavy, light) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await heavy.QueryAsync("q", Wide(2 * Half));
        await light.QueryAsync("q", "{\"kinds\":[1],\"limit\":0}");
        Assert.Equal((1, 2 * Half), (Lanes.Main.Index.TermCount, Lanes.Heavy!.Index.TermCount));
        using var held = new ManualResetEventSlim();
        heavy.Outbox.Sent = _ => held.Wait();

        var events = Enumerable.Range(0, 20).Select(i => _alice.Note($"{i}", tags: ["t", "5"])).ToArray();
        foreach (var e in events)
            await light.PublishAsync(e);
        await light.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", events[^1]));
        Assert.InRange(heavy.Messages.Count, 1, 2);

        held.Set();
        await heavy.Outbox.WaitForCountAsync(1 + events.Length);
        Assert.Equal(events.Select(static e => RecordingOutbox.EventMessage("q", e)), heavy.Messages.Skip(1));
    }

    [Fact]
    public async Task Ephemeral_events_reach_heavy_subscriptions_too()
    {
        var heavy = await _relay.ConnectAsync();
        await heavy.QueryAsync("q", Wide(2 * Half));
        var e = _alice.Event(20001, tags: ["t", "5"]);
        await (await _relay.ConnectAsync()).PublishAsync(e);

        await heavy.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
    }

    [Fact]
    public async Task Share_of_an_address_is_given_back_when_subscriptions_end()
    {
        var (one, same, other) =
            (await _relay.ConnectAsync("192.0.2.1"), await _relay.ConnectAsync("192.0.2.1"), await _relay.ConnectAsync("192.0.2.2"));
        await one.QueryAsync("q", Wide(Half + 1));
        await same.QueryAsync("q", Wide(Half + 1));
        Assert.Equal(Half + 1, Lanes.Heavy!.Index.TermCount);
        await other.QueryAsync("q", Wide(Half));
        Assert.Equal(Half + 1, Lanes.Heavy.Index.TermCount);

        await one.Session.CloseAsync();
        await same.QueryAsync("q", Wide(Half + 1));
        Assert.Equal((Half + 1, 0), (Lanes.Main.Index.TermCount, Lanes.Heavy.Index.TermCount));
    }

    [Fact]
    public async Task Where_events_have_no_common_number_there_is_one_fanout()
    {
        await using var relay = new TestEngine(static relay => relay.UseInMemoryStore().UseInMemoryStore(), Options);
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", Wide(2 * Half));
        var e = _alice.Note(tags: ["t", "5"]);
        await client.PublishAsync(e);

        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
        Assert.Null(relay.Engine.Fanout.Heavy);
    }

    [Fact]
    public async Task What_all_addresses_ask_of_the_main_fanout_is_bounded_together()
    {
        const int shares = (int)(Fanouts.MaxStepsOfAll / Fanouts.MaxSteps);
        for (var i = 0; i < shares; i++)
            await (await _relay.ConnectAsync($"192.0.2.{i}")).QueryAsync("q", Share);
        Assert.Equal(0, Lanes.Heavy!.Index.TermCount);
        // A connection without an address has no larger share.
        var (next, nobody) = (await _relay.ConnectAsync("192.0.2.200"), await _relay.ConnectAsync());
        await nobody.QueryAsync("q", "{\"limit\":0}");
        await next.QueryAsync("q", Share);
        Assert.Equal(2 * Half, Lanes.Heavy.Index.TermCount);

        var e = _alice.Note(tags: ["t", "5"]);
        await next.PublishAsync(e);
        await next.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
        await nobody.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
    }

    [Fact]
    public async Task What_an_address_asks_of_the_fanouts_is_bounded_and_closing_makes_room()
    {
        var (one, same, other) =
            (await _relay.ConnectAsync("192.0.2.1"), await _relay.ConnectAsync("192.0.2.1"), await _relay.ConnectAsync("192.0.2.2"));
        const int most = (int)(Fanouts.MostSteps / Fanouts.MaxSteps);
        for (var i = 0; i <= most; i++)
            Assert.Equal(
                ["""["EOSE","q"]"""], (await one.QueryAsync($"{i}", Share)).Select(message => message.Replace($"\"{i}\"", "\"q\"")));

        Assert.Equal([Refused], await same.QueryAsync("q", Share));
        Assert.Equal("""["EOSE","q"]""", (await other.QueryAsync("q", Share))[^1]);
        await one.SayAsync($"[\"CLOSE\",\"{most}\"]");
        Assert.Equal("""["EOSE","q"]""", (await same.QueryAsync("q", Share))[^1]);
        await one.Session.CloseAsync();
        await same.Session.CloseAsync();
        await other.Session.CloseAsync();
        Assert.Equal((0, 0, 0), (Lanes.SharingAddresses, Lanes.Main.Index.TermCount, Lanes.Heavy!.Index.TermCount));
        Assert.Equal(0, _relay.Engine.Budgets.Subscriptions.Used);
    }

    [Fact]
    public async Task Where_there_is_one_fanout_an_address_is_bounded_too()
    {
        await using var relay = new TestEngine(static relay => relay.UseInMemoryStore().UseInMemoryStore(), Options);
        var (one, other) = (await relay.ConnectAsync("192.0.2.1"), await relay.ConnectAsync("192.0.2.2"));
        const int most = (int)(Fanouts.MostSteps / Fanouts.MaxSteps);
        for (var i = 0; i < most; i++)
            Assert.StartsWith("[\"EOSE\"", (await one.QueryAsync($"{i}", Share))[^1], StringComparison.Ordinal);

        Assert.Equal([Refused], await one.QueryAsync("q", Share));
        Assert.Equal("""["EOSE","q"]""", (await other.QueryAsync("q", Share))[^1]);
    }

    [Fact]
    public async Task Subscription_that_begins_when_nobody_listened_misses_nothing()
    {
        var (writer, reader) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        for (var i = 0; i < 200; i++)
        {
            var e = _alice.Note($"{i}");
            var publishing = writer.SendEventAsync(e);
            await reader.RequestAsync("q", "{\"limit\":1000}");
            await publishing;
            await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", e));
            await reader.SayAsync("[\"CLOSE\",\"q\"]");
        }
        Assert.True(Lanes.Main.Index.IsEmpty);
    }
}
