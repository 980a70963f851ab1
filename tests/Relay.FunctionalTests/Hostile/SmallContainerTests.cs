using System.Globalization;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The program with its default settings, with 512 MiB of memory.</summary>
[Collection(nameof(MemoryReturnTests))]
public sealed class SmallContainerTests
{
    const int Subscribers = 80;
    const int MostMiB = 300;

    [Fact]
    public async Task No_more_clients_are_let_in_than_memory_is_enough_for()
    {
        using var folder = new TemporaryFolder();
        await using var relay = RelayProcess.Start(
            folder.Path, ["run", "--urls", "http://127.0.0.1:0"], ("DOTNET_GCHeapHardLimit", "0x20000000"));
        await relay.LineAsync("MaxConnections is 10000, but the 512 MiB that this process may use are enough for 5461 connections");
        await relay.ListeningAsync();
    }

    [Fact(Skip = "needs /proc", SkipUnless = nameof(MemoryReturnTests.IsLinux), SkipType = typeof(MemoryReturnTests))]
    public async Task Subscribers_who_read_nothing_take_their_part_and_no_more()
    {
        using var folder = new TemporaryFolder();
        await using var relay = RelayProcess.Start(
            folder.Path, ["run", "--urls", "http://127.0.0.1:0"], ("DOTNET_GCHeapHardLimit", "0x20000000"));
        var http = await relay.ListeningAsync();
        var address = new UriBuilder(http) { Scheme = "ws" }.Uri;
        await using var bystander = await Bystander.StartAsync(address);
        var hostile = new List<RawWebSocket>();
        for (var i = 0; i < Subscribers; i++)
        {
            hostile.Add(await RawWebSocket.ConnectAsync(address, receiveBuffer: 16 * 1024));
            await hostile[^1].SendTextAsync("[\"REQ\",\"a\",{\"limit\":0}]");
            await hostile[^1].ReceiveAsync();
        }

        await using var publisher = await RelayClient.ConnectAsync(address);
        var alice = new Author();
        var most = 0L;
        var closed = 0.0;
        while (closed == 0)
        {
            var notes = Enumerable.Range(0, 50).Select(_ => alice.Note(new string('x', 12_000))).ToList();
            foreach (var note in notes)
                await publisher.SendEventAsync(note);
            foreach (var note in notes)
                Assert.True((await publisher.OkAsync(note.Id.ToString())).Accepted);
            await bystander.WorkAsync(2);
            most = Math.Max(most, relay.OwnBytes);
            closed = await MetricsReader.ReadAsync(http, "relay_connections_closed_total{cause=\"Outboxes\"}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{closed} closed, at most {most >> 20} MiB"));
        Assert.InRange(most >> 20, 0, MostMiB);
        foreach (var socket in hostile)
            await socket.DisposeAsync();
        await bystander.WorkAsync();
    }
}
