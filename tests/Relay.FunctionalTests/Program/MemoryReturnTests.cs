using System.Globalization;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A burst of events to subscribers that lag, after which all clients leave: the program gives its own memory back.</summary>
[Collection(nameof(MemoryReturnTests))]
[CollectionDefinition(nameof(MemoryReturnTests), DisableParallelization = true)]
public sealed class MemoryReturnTests
{
    const int Subscribers = 40;
    const int Events = 8_000;

    // Only Linux reports a process's own memory, and only there the relay gives it back.
    public static bool IsLinux => OperatingSystem.IsLinux();

    [Fact(Skip = "needs /proc", SkipUnless = nameof(IsLinux))]
    public async Task A_burst_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        await using var relay = RelayProcess.Start(
            folder.Path, ["run", "--urls", "http://127.0.0.1:0"],
            ("Relay__Memory__IdleSeconds", "2"),
            ("Serilog__MinimumLevel__Override__Relay", "Debug"),
            ("DOTNET_GCHeapHardLimit", "0x20000000"));
        var address = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        // The memory that every relay takes at work: compiled code, the newest ids, events not yet indexed. Twice, because the rest varies
        // by some MiB.
        await BurstAsync(address, Events);
        var before = await SettleAsync(relay);
        await BurstAsync(address, Events);
        before = Math.Max(before, await SettleAsync(relay));

        var most = await BurstAsync(address, Events, relay);

        var after = await SettleAsync(relay);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"MiB before {before >> 20}, at most {most >> 20}, at the end {after >> 20}"));
        Assert.InRange(after, 0, before * 3 / 2);
    }

    static async Task<long> SettleAsync(RelayProcess relay)
    {
        await relay.LineAsync("gives memory back");
        return relay.OwnBytes;
    }

    static async Task<long> BurstAsync(Uri address, int events, RelayProcess? relay = null)
    {
        var subscribers = new List<RawWebSocket>();
        for (var i = 0; i < Subscribers; i++)
        {
            var extensions = i % 2 == 0 ? "permessage-deflate" : null;
            subscribers.Add(await RawWebSocket.ConnectAsync(address, headers: ("Sec-WebSocket-Extensions", extensions)));
            await subscribers[^1].SendTextAsync("[\"REQ\",\"a\",{\"limit\":0}]");
        }
        // Half of them read; the others do not yet.
        var reading = subscribers.Take(Subscribers / 2).Select(DrainAsync).ToList();
        await using (var publisher = await RelayClient.ConnectAsync(address))
        {
            var alice = new Author();
            var random = new Random(7);
            var sent = new List<Bytes32>();
            for (var i = 0; i < events; i++)
            {
                var length = i % 200 == 0 ? 200_000 : random.Next(200, 3_000);
                var note = alice.Event(
                    i % 10 == 0 ? Kind.Metadata : Kind.TextNote, new string((char)('a' + i % 26), length), tags: [["t", $"{i % 50}"]]);
                sent.Add(note.Id);
                await publisher.SendEventAsync(note);
                if (sent.Count < 100)
                    continue;
                foreach (var id in sent)
                    Assert.True((await publisher.OkAsync(id.ToString())).Accepted);
                sent.Clear();
            }
        }
        var most = relay?.OwnBytes ?? 0;
        foreach (var subscriber in subscribers)
            await subscriber.DisposeAsync();
        await Task.WhenAll(reading);
        return most;
    }

    static async Task DrainAsync(RawWebSocket subscriber)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
                await subscriber.ReceiveExactlyAsync(buffer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or TimeoutException)
        {
        }
    }
}
