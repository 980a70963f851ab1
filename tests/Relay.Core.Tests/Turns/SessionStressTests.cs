using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Many sessions that send any message at any time and end in the middle of it.</summary>
public sealed class SessionStressTests
{
    const int Clients = 24, Steps = 150;

    static readonly NostrEvent[] Notes = [.. Enumerable.Range(0, 200).Select(static i => new Author().Note($"{i}"))];

    [Fact]
    public async Task Sessions_that_come_and_go_leave_no_place_taken_and_nobody_waiting()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        await using var relay = new TestEngine();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Task.Run(() => ConverseAsync(relay, new Random(seed + i)))))
            .Within("all sessions");

        await FreeAsync(relay.Engine.Turns).Within("all places");
        Assert.Equal(0, relay.Engine.Connections);
        Assert.Empty(relay.Log.Errors);
        // A new client is served at once.
        var client = await relay.ConnectAsync();
        Assert.True(client.SayAsync("""["CLOSE","q"]""").IsCompletedSuccessfully);
    }

    static async Task ConverseAsync(TestEngine relay, Random random)
    {
        var client = await relay.ConnectAsync();
        var events = 0;
        for (var i = 0; i < Steps; i++)
        {
            var id = random.Next(4);
            switch (random.Next(7))
            {
                case 0 or 1:
                    await client.SendEventAsync(Notes[random.Next(Notes.Length)]);
                    events++;
                    break;
                case 2:
                    await client.SayAsync($"[\"COUNT\",\"{id}\",{{}}]");
                    break;
                case 3:
                    await client.SayAsync($"[\"CLOSE\",\"{id}\"]");
                    break;
                case 4 when random.Next(20) == 0:
                    // The client's last message may still wait.
                    var saying = client.RequestAsync($"{id}", "{}");
                    await client.Session.CloseAsync();
                    await saying;
                    client = await relay.ConnectAsync();
                    events = 0;
                    break;
                default:
                    await client.RequestAsync($"{id}", "{\"limit\":50}");
                    break;
            }
        }
        // Answered after all earlier messages.
        await client.CountAsync("{}");
        Assert.Equal(events, client.Messages.Count(static message => message.StartsWith("[\"OK\"", StringComparison.Ordinal)));
        await client.Session.CloseAsync();
    }

    static async Task FreeAsync(Turns turns)
    {
        while (turns.AtWork > 0 || turns.Owners > 0)
            await Task.Yield();
    }
}
