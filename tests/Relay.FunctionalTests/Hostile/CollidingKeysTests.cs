using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// Keys with equal halves collide in hashes without a secret: thousands of them would share one bucket of a dictionary. The unit tests of
/// the hash check that they spread. Here such keys go through the live index, the store and the policies beside a healthy client.
/// </summary>
public sealed class CollidingKeysTests
{
    const int Keys = 7_000;

    [Fact]
    public async Task Subscriptions_to_keys_that_are_made_to_collide_hold_up_nobody()
    {
        await using var relay = await TestRelay.StartAsync(new() { Store = TestStores.Lmdb });
        await using var bystander = await Bystander.StartAsync(relay.Address);
        var clients = new List<RelayClient>();
        for (var i = 0; i < 15; i++)
        {
            clients.Add(await relay.ConnectAsync());
            await clients[^1].SendAsync($"[\"REQ\",\"a\",{{\"authors\":[{List(i)}]}}]");
        }
        await bystander.WorkAsync();
        foreach (var client in clients)
            Assert.Null((await client.StoredAsync("a")).Closed);
        // They leave at once, and their entries must leave the index.
        foreach (var client in clients)
            client.Abort();
        await bystander.WorkAsync();
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task Events_that_name_such_keys_pass_the_policies_that_count_them()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = TestStores.Lmdb,
            Settings = new() { ["Policies:MentionFlood:MaxMentions"] = "4000" },
        });
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await using var client = await relay.ConnectAsync();
        var alice = new Author();
        for (var i = 0; i < 20; i++)
        {
            var many = alice.Event(Kind.TextNote, tags: [.. Enumerable.Range(0, 4_500).Select(at => new[] { "p", Key(i, at) })]);
            Assert.StartsWith("blocked: ", (await client.PublishAsync(many)).Message, StringComparison.Ordinal);
            var deletion = alice.Event(Kind.Deletion, tags: [.. Enumerable.Range(0, 3_000).Select(at => new[] { "e", Key(i, at) })]);
            await client.PublishAllAsync(deletion);
            await bystander.WorkAsync(1);
        }
    }

    static string List(int number) => string.Join(',', Enumerable.Range(0, Keys).Select(at => $"\"{Key(number, at)}\""));

    static string Key(int number, int at) => $"{at:x8}{at:x8}{number:x48}";
}
