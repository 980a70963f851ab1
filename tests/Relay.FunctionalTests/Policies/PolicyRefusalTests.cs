using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>An operator can see which policy refuses an event.</summary>
public sealed class PolicyRefusalTests
{
    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public async Task Every_refusal_counts_for_its_policy_and_what_nobody_refused_for_none()
    {
        await using var relay = await PolicyRelay.StartAsync(
            ("Kinds:Denied", "7"), ("Authors:Denied:0", _bob.Hex), ("Filter:RefuseEmpty", "true"));
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(_alice.Note());
        await client.PublishAsync(_alice.Event(7));
        await client.PublishAsync(_alice.Event(7));
        await client.PublishAsync(_bob.Note());
        await client.QueryAsync("{}");

        Assert.Equal(
            [
                """relay_policies_refused_total{policy="Authors",prefix="blocked"} 1""",
                """relay_policies_refused_total{policy="Filter",prefix="blocked"} 1""",
                """relay_policies_refused_total{policy="Kinds",prefix="blocked"} 2""",
            ],
            await RefusalsAsync(relay));
    }

    [Fact]
    public async Task A_handler_in_code_counts_by_its_name_and_one_that_pretends_as_shadow()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay
                .RejectEvent((_, e) => e.Kind == 7 ? Verdict.Shadow : Verdict.Accept)
                .Add(new NoGreetings())
                .RejectMessage((_, type) => type == ClientMessageType.Count ? Verdict.RateLimited("no") : Verdict.Accept),
        });
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(_alice.Event(7));
        await client.PublishAsync(_alice.Note("hello"));
        await client.CountAsync("c", "{}");

        Assert.Equal(
            [
                """relay_policies_refused_total{policy="NoGreetings",prefix="blocked"} 1""",
                """relay_policies_refused_total{policy="RejectEvent",prefix="shadow"} 1""",
                """relay_policies_refused_total{policy="RejectMessage",prefix="rate-limited"} 1""",
            ],
            await RefusalsAsync(relay));
    }

    [Fact]
    public async Task A_line_at_Debug_names_policy_and_event()
    {
        var log = new TestLog(LogLevel.Debug);
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = new() { ["Policies:Kinds:Denied"] = "7" },
            Configure = relay => relay.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log)),
        });
        await using var client = await relay.ConnectAsync();
        var e = _alice.Event(7);

        await client.PublishAsync(e);

        var line = Assert.Single(log.Records, static record => record.Message.Contains("Kinds", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Debug, line.Level);
        Assert.EndsWith($": Kinds on event {e.Id}: blocked: kind 7 is not accepted here", line.Message, StringComparison.Ordinal);
    }

    static async Task<string[]> RefusalsAsync(TestRelay relay)
    {
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        var text = await http.GetStringAsync("/metrics");
        return [.. text.Split('\n')
            .Where(static line => line.StartsWith("relay_policies_refused_total", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    sealed class NoGreetings : IRejectEventHook
    {
        public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
            new(e.View.Content.SequenceEqual("hello"u8) ? Verdict.Blocked("no greetings") : Verdict.Accept);
    }
}
