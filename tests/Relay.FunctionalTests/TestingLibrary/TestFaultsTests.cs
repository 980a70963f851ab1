using System.Net.WebSockets;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Faults on demand of Relay.Testing.</summary>
public sealed class TestFaultsTests
{
    readonly TestFaults _faults = new();
    readonly Author _alice = new();

    [Fact]
    public async Task Events_are_refused_as_long_as_the_test_wants()
    {
        await using var relay = await TestRelay.StartAsync(new() { Faults = _faults });
        await using var client = await relay.ConnectAsync();

        using (_faults.RefuseEvents(Verdict.RateLimited("slow down"), static e => e.Kind == 1))
        {
            Assert.Equal("rate-limited: slow down", (await client.PublishAsync(_alice.Note())).Message);
            await client.PublishAllAsync(_alice.Event(7));
        }

        await client.PublishAllAsync(_alice.Note());
        Assert.Equal(2, (await relay.QueryAsync()).Count);
    }

    [Fact]
    public async Task An_event_may_be_answered_with_OK_and_lost()
    {
        await using var relay = await TestRelay.StartAsync(new() { Faults = _faults });
        await using var client = await relay.ConnectAsync();
        using var fault = _faults.RefuseEvents(Verdict.Shadow);

        await client.PublishAllAsync(_alice.Note());

        Assert.Empty(await relay.QueryAsync());
    }

    [Fact]
    public async Task Requests_are_refused_counts_too()
    {
        await using var relay = await TestRelay.StartAsync(new() { Faults = _faults });
        await using var client = await relay.ConnectAsync();

        using (_faults.RefuseFilters(Verdict.AuthRequired("who are you?"), static filter => filter.Kinds is null))
        {
            Assert.Equal("auth-required: who are you?", (await client.ReqAsync("a", "{}")).Closed);
            Assert.Equal("auth-required: who are you?", Assert.IsType<ClosedReply>(await client.CountAsync("b", "{}")).Message);
            Assert.Null((await client.ReqAsync("c", "{\"kinds\":[1]}")).Closed);
        }

        Assert.Null((await client.ReqAsync("a", "{}")).Closed);
    }

    [Fact]
    public async Task Answers_are_delayed_by_the_relays_clock()
    {
        var time = new FakeTime();
        await using var relay = await TestRelay.StartAsync(new() { Faults = _faults, Time = time });
        await using var client = await relay.ConnectAsync();
        using var fault = _faults.Delay(TimeSpan.FromSeconds(5));
        var timer = time.TimerAsync(TimeSpan.FromSeconds(5));
        var note = _alice.Note();
        await client.SendEventAsync(note);
        await timer;

        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(await relay.QueryAsync());
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await client.OkAsync(note.Id.ToString())).Accepted);
    }

    [Fact]
    public async Task A_delay_beyond_the_hook_timeout_is_an_error_of_the_relay()
    {
        var time = new FakeTime();
        await using var relay = await TestRelay.StartAsync(new() { Faults = _faults, Time = time, AllowsErrors = true });
        await using var client = await relay.ConnectAsync();
        using var fault = _faults.Delay(TimeSpan.FromHours(1));
        var timeout = TimeSpan.FromSeconds(relay.Options.Limits.HookTimeoutSeconds);
        var timer = time.TimerAsync(timeout);
        var note = _alice.Note();
        await client.SendEventAsync(note);
        await timer;

        time.Advance(timeout);

        Assert.StartsWith("error: ", (await client.OkAsync(note.Id.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_connections_are_dropped_and_new_ones_work()
    {
        await using var relay = await TestRelay.StartAsync(new() { Faults = _faults });
        await using var first = await relay.ConnectAsync();
        await using var second = await relay.ConnectAsync();
        await first.ReqAsync("live", "{}");

        _faults.DropConnections();
        await first.ClosedAsync();
        await second.ClosedAsync();

        Assert.Null(first.CloseStatus);
        await using var third = await relay.ConnectAsync();
        await third.PublishAllAsync(_alice.Note());
    }

    [Fact]
    public async Task A_connection_is_dropped_where_the_answer_would_come()
    {
        await using var relay = await TestRelay.StartAsync(new() { Faults = _faults });
        await using var client = await relay.ConnectAsync();
        var note = _alice.Note();

        using (_faults.DropInsteadOfAnswering())
            await Assert.ThrowsAsync<InvalidOperationException>(() => client.PublishAsync(note));

        Assert.Null(client.CloseStatus);
        await using var again = await relay.ConnectAsync();
        await again.PublishAllAsync(note);
    }

    [Fact]
    public async Task New_connections_are_refused_as_long_as_the_test_wants()
    {
        await using var relay = await TestRelay.StartAsync(new() { Faults = _faults });

        using (_faults.RefuseConnections())
            await Assert.ThrowsAsync<WebSocketException>(() => relay.ConnectAsync());

        await using var client = await relay.ConnectAsync();
    }
}
