using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Many subscribers that read nothing, none of which has more waiting than one client may have.</summary>
public sealed class OutboxBudgetTests
{
    const int Subscribers = 30;
    const int Readers = 20;

    // The most that one append may take beyond the budget before the slowest clients are closed: this test's largest segment, and a write.
    const int Overdraft = 512 * 1024;

    [Theory]
    [InlineData(4, 10_000)]
    [InlineData(8, 10_000)]
    [InlineData(4, 60_000)]
    public async Task Subscribers_who_read_nothing_never_hold_more_together_than_the_budget(int mebibytes, int contentLength)
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Options = new RelayOptions { Memory = new MemoryOptions { OutboxesMiB = mebibytes } },
        });
        var budget = relay.Services.GetRequiredService<RelayEngine>().Budgets.Outboxes;
        await using var bystander = await Bystander.StartAsync(relay.Address);
        var hostile = new List<RawWebSocket>();
        for (var i = 0; i < Subscribers; i++)
        {
            hostile.Add(await RawWebSocket.ConnectAsync(relay.Address, receiveBuffer: 16 * 1024));
            await hostile[^1].SendTextAsync("[\"REQ\",\"a\",{\"limit\":0}]");
            await hostile[^1].ReceiveAsync();
        }

        await using var publisher = await relay.ConnectAsync();
        await using var reader = await relay.ConnectAsync();
        await reader.ReqAsync("all", "{\"limit\":0}");
        var alice = new Author();
        var most = 0L;
        double closed = 0;
        var started = Stopwatch.GetTimestamp();
        // Until all clients that read nothing are closed, although none was near its own limit.
        while (closed < Subscribers)
        {
            var note = alice.Note(new string('x', contentLength));
            await publisher.PublishAllAsync(note);
            while ((await reader.NextAsync<EventReply>()).Event.Id != note.Id)
            {
            }
            most = Math.Max(most, budget.Used);
            await bystander.WorkAsync(1);
            closed = await MetricsReader.ReadAsync(relay, "relay_connections_closed_total{cause=\"Outboxes\"}");
        }

        // A look closes at least one. Without victims the next look is a tenth of a second later, or when another 32nd of the budget waits.
        var looks = Subscribers + 1 + Stopwatch.GetElapsedTime(started).TotalMilliseconds / 100 + 8;
        Assert.InRange(relay.Services.GetRequiredService<RelayEndpoint>().OutboxMemory.Looks, 1, (long)(looks * (Subscribers + 4)));
        Assert.InRange(most, budget.Limit / 2, budget.Limit + Overdraft);
        Assert.Equal(0, await MetricsReader.ReadAsync(relay, "relay_connections_closed_total{cause=\"Outbox\"}"));
        foreach (var socket in hostile)
        {
            var close = await socket.ReceiveCloseAsync();
            Assert.True(close is null or { CloseStatus: 1008 });
            if (close is not null)
                Assert.EndsWith("Relay:Memory:OutboxesMiB", close.CloseReason, StringComparison.Ordinal);
            await socket.DisposeAsync();
        }
        await bystander.WorkAsync();
        Assert.InRange(budget.Used, 0, budget.Limit / 2);
    }

    [Fact]
    public async Task Stored_results_of_many_readers_who_wait_pause_early_and_arrive_complete()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Options = new RelayOptions { Memory = new MemoryOptions { OutboxesMiB = 8 } },
        });
        var budget = relay.Services.GetRequiredService<RelayEngine>().Budgets.Outboxes;
        await using var publisher = await relay.ConnectAsync();
        var alice = new Author();
        await publisher.PublishAllAsync(Enumerable.Range(0, 200).Select(i => alice.Note(new string('x', 40_000))));
        var readers = new List<RawWebSocket>();
        for (var i = 0; i < Readers; i++)
        {
            readers.Add(await RawWebSocket.ConnectAsync(relay.Address, receiveBuffer: 16 * 1024));
            await readers[^1].SendTextAsync("[\"REQ\",\"a\",{\"limit\":200}]");
        }
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await bystander.WorkAsync();

        foreach (var reader in readers)
        {
            for (var i = 0; i < 200; i++)
                Assert.StartsWith("[\"EVENT\"", (await reader.ReceiveAsync())!.PayloadText, StringComparison.Ordinal);
            Assert.InRange(budget.Used, 0, budget.Limit);
            await reader.DisposeAsync();
        }
    }
}
