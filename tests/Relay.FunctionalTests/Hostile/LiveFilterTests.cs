using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Filters made to cost the live index and the fan-out as much as possible.</summary>
public sealed class LiveFilterTests
{
    static string Values(int from, int count) => string.Join(',', Enumerable.Range(from, count).Select(static i => $"\"{i}\""));

    [Fact]
    public async Task Wide_filters_and_an_event_that_shares_all_of_their_values_leave_others_their_live_events()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await using var hostile = await relay.ConnectAsync();
        // As many as one client may have; more are refused.
        const int requests = 13, filtersEach = 4;
        for (var i = 0; i < requests; i++)
        {
            // No event has the second condition's values, so each of them is compared in vain.
            var filter = $$"""{"#t":[{{Values(0, 1000)}}],"#x":[{{Values(100_000, 1001)}}]""";
            var filters = Enumerable.Range(0, filtersEach).Select(number => $"{filter},\"since\":{filtersEach * i + number}}}").ToArray();
            Assert.Null((await hostile.ReqAsync($"{i}", filters)).Closed);
        }
        var engine = relay.Services.GetRequiredService<RelayEngine>();
        Assert.Equal(1 + requests, engine.Subscriptions);

        var author = new Author();
        string[][] tags = [.. Enumerable.Range(0, 5000).Select(static i => new[] { "t", $"{i}" })];
        var floods = Enumerable.Range(0, 20).Select(i => author.Note($"{i}", tags: tags)).ToArray();
        foreach (var e in floods)
            await hostile.SendEventAsync(e);
        await bystander.WorkAsync(20);

        foreach (var e in floods)
            Assert.True((await hostile.OkAsync(e.Id.ToString())).Accepted);
    }

    [Fact]
    public async Task Filters_that_take_too_much_memory_are_refused_and_closing_them_makes_room_again()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Options = new RelayOptions { Limits = new LimitsOptions { MaxSubscriptionBytes = 1024 * 1024 } },
        });
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await using var hostile = await relay.ConnectAsync();
        var refused = 0;
        for (var i = 0; i < 20; i++)
        {
            var answer = await hostile.ReqAsync($"{i}", $$"""{"#t":[{{Values(10_000 * i, 2000)}}]}""");
            if (answer.Closed is null)
                continue;
            refused++;
            Assert.Equal(
                "blocked: the filters of open subscriptions take too much memory (Relay:Limits:MaxSubscriptionBytes)", answer.Closed);
        }
        Assert.InRange(refused, 14, 19);
        var budget = relay.Services.GetRequiredService<RelayEngine>().Budgets.Subscriptions;
        Assert.InRange(budget.Used, 500_000, 1024 * 1024 + 2000);
        await bystander.WorkAsync(5);

        for (var i = 0; i < 20; i++)
            await hostile.CloseAsync($"{i}");
        Assert.Null((await hostile.ReqAsync("again", $$"""{"#t":[{{Values(0, 2000)}}]}""")).Closed);
    }

    [Fact]
    public async Task Many_filters_of_one_term_leave_without_a_pause_for_others()
    {
        const int connections = 3, requests = 60, filtersEach = 100;
        var gone = new CountdownEvent(connections);
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay.OnDisconnect(client => _ = client.UserAgent == "crowd" && gone.Signal()),
        });
        await using var bystander = await Bystander.StartAsync(relay.Address);
        var crowd = new List<RawWebSocket>();
        for (var i = 0; i < connections; i++)
        {
            var socket = await relay.ConnectRawAsync(("User-Agent", "crowd"));
            crowd.Add(socket);
            for (var request = 0; request < requests; request++)
            {
                var filters = string.Join(',', Enumerable.Range(0, filtersEach).Select(
                    number => $$"""{"kinds":[1],"since":{{5_000_000_000 + number}},"limit":0}"""));
                await socket.SendTextAsync($"[\"REQ\",\"{request}\",{filters}]");
                Assert.StartsWith("[\"EOSE\"", (await socket.ReceiveMessageAsync())!.PayloadText, StringComparison.Ordinal);
            }
        }
        var engine = relay.Services.GetRequiredService<RelayEngine>();
        Assert.Equal(1 + connections * requests, engine.Subscriptions);
        foreach (var socket in crowd)
            socket.Reset();
        await bystander.WorkAsync(10);

        Assert.True(gone.Wait(Deadline.Default));
        // The bystander's own subscription, and its last query, which it has just closed.
        Assert.InRange(engine.Subscriptions, 1, 2);
        Assert.InRange(engine.Budgets.Subscriptions.Used, 1, 10_000);
    }

    [Fact]
    public async Task Hook_that_never_answers_about_one_receiver_leaves_others_their_live_events()
    {
        var never = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay.PreventBroadcast(async (client, _, _) => client.UserAgent == "stuck" && await never.Task),
        });
        await using var stuck = await relay.ConnectRawAsync(("User-Agent", "stuck"));
        await stuck.SendTextAsync("[\"REQ\",\"all\",{\"limit\":0}]");
        await stuck.ReceiveMessageAsync();
        await using var bystander = await Bystander.StartAsync(relay.Address);

        await bystander.WorkAsync(20);
        never.SetResult(false);
    }
}
