using System.Security.Cryptography;
using System.Text;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>One address sends work without end. A client of another address is still served.</summary>
public sealed class ProcessorFloodTests
{
    const string Hostile = "198.51.100.1", Healthy = "203.0.113.1";
    const int Rounds = 25;

    static readonly Author Alice = new(), Mallory = new();

    [Fact]
    public async Task Wrong_signatures_from_one_address_do_not_hold_up_another()
    {
        await using var relay = await StartAsync();
        await using var client = await ConnectAsync(relay);
        var signature = Mallory.Note().View.Signature.ToArray();
        var messages = Lists(40, 800, i => $"[\"EVENT\",{Forged(i, signature)}]");
        await using var flood = await Flood.StartAsync(
            relay, Hostile, $"[\"OK\",\"{Mallory.Hex}\",false,\"invalid: signature is invalid\"]", messages);

        await AssertGetsOnAsync(client, flood);
    }

    [Fact]
    public async Task Cheap_queries_from_one_address_do_not_hold_up_another()
    {
        await using var relay = await StartAsync();
        await using var client = await ConnectAsync(relay);
        var messages = Lists(40, 5_000, _ => $"[\"REQ\",\"f\",{{\"authors\":[\"{Mallory.Hex}\"],\"kinds\":[1]}}]");
        await using var flood = await Flood.StartAsync(relay, Hostile, "[\"EOSE\",\"f\"]", messages);

        await AssertGetsOnAsync(client, flood);
    }

    [Fact]
    public async Task Counts_that_look_at_every_event_from_one_address_do_not_hold_up_another()
    {
        await using var relay = await StartAsync();
        await using var client = await ConnectAsync(relay);
        for (var i = 0; i < 2_000; i++)
            await client.SendEventAsync(Alice.Note($"{i}"));
        Assert.Equal(2_000, await client.CountAsync("{}"));
        // Always four digits, however many are added.
        var messages = Lists(40, 150, static _ => """["COUNT","f",{"kinds":[1],"since":1}]""");
        await using var flood = await Flood.StartAsync(relay, Hostile, """["COUNT","f",{"count":2000}]""", messages);

        await AssertGetsOnAsync(client, flood);
    }

    static Task<TestRelay> StartAsync() => TestRelay.StartAsync(new()
    {
        Options = new RelayOptions { Network = new NetworkOptions { TrustedProxies = ["127.0.0.1"] } },
        // Only the healthy client publishes events that are stored. Waiting for a disk would hide the effect on the processors.
        Store = TestStores.LmdbWithoutDisk,
    });

    static Task<RelayClient> ConnectAsync(TestRelay relay) =>
        RelayClient.ConnectAsync(relay.Address, configure: static options => options.SetRequestHeader("X-Forwarded-For", Healthy));

    /// <summary>Many times: publishes an event, receives it and finds it, before the flood has all its answers.</summary>
    static async Task AssertGetsOnAsync(RelayClient client, Flood flood)
    {
        await client.DrainAsync();
        await client.ReqAsync("live", $"{{\"authors\":[\"{Alice.Hex}\"],\"limit\":0}}");
        var before = flood.Answered;
        for (var i = 0; i < Rounds; i++)
        {
            var e = Alice.Note($"healthy {i}");
            Assert.True((await client.PublishAsync(e)).Accepted);
            Assert.Equal(e.Id, (await client.NextAsync<EventReply>()).Event.Id);
            Assert.Equal(e.Id, Assert.Single((await client.QueryAsync($"{{\"ids\":[\"{e.Id}\"]}}")).Events).Id);
        }
        var answered = flood.Answered;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Rounds} rounds while {answered - before} of {flood.Total} messages were answered");
        Assert.True(answered < flood.Total, $"all {flood.Total} hostile messages were answered first");
        await flood.AnsweredAsync();
    }

    static List<IReadOnlyList<string>> Lists(int connections, int messages, Func<int, string> message) =>
        [.. Enumerable.Range(0, connections).Select(c => Enumerable.Range(c * messages, messages).Select(message).ToList())];

    /// <summary>An event with a right id and the signature of another event.</summary>
    static string Forged(int number, byte[] signature)
    {
        var hashed = $"[0,\"{Mallory.Hex}\",{Author.FirstTime},1,[],\"{number}\"]";
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed)));
        return $"{{\"id\":\"{id}\",\"pubkey\":\"{Mallory.Hex}\",\"created_at\":{Author.FirstTime},\"kind\":1,\"tags\":[],"
            + $"\"content\":\"{number}\",\"sig\":\"{Convert.ToHexStringLower(signature)}\"}}";
    }
}
