using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Whether the thread of a fan-out goes on, as a host that watches the relay asks.</summary>
public sealed class FanoutProbeTests
{
    [Fact]
    public async Task A_thread_that_is_held_answers_when_it_has_passed_the_event()
    {
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 10);
        await fanout.CommitAsync(2);
        await fanout.ArrivalAsync();
        var probe = fanout.Fanout.ProbeAsync();
        Assert.False(probe.IsCompleted);

        await fanout.StepAsync();

        await probe.Within("the answer");
        Assert.False(fanout.Fanout.ProbeAsync().IsCompleted);
    }

    [Fact]
    public async Task A_thread_that_waits_for_events_answers_and_so_does_one_that_has_ended()
    {
        await using var fanout = await SteppedFanout.StartAsync(maxQueued: 10);
        fanout.LetAllPass();
        await fanout.CommitAsync(1);
        await fanout.Fanout.ProbeAsync().Within("the answer of an idle thread");

        await fanout.Fanout.DisposeAsync();

        await fanout.Fanout.ProbeAsync().Within("the answer of an ended thread");
    }

    [Fact]
    public async Task The_relay_answers_for_its_fan_outs()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", "{}");
        await client.PublishAsync(new Author().Note());

        await relay.Engine.ProbeAsync().Within("the answer");
    }
}
