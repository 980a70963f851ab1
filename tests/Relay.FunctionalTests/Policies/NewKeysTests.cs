using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>How many unknown keys may publish, on every store.</summary>
public abstract class NewKeysTests(TestStore store)
{
    readonly Author _alice = new();

    [Fact]
    public async Task A_flood_of_throwaway_keys_is_stopped_and_those_who_have_published_before_go_on()
    {
        await using var relay = await StartAsync(("MaxPerAddress", "2"));
        await using var earlier = await ConnectAsync(relay, "203.0.113.1");
        await earlier.PublishAllAsync(_alice.Note());
        await using var client = await ConnectAsync(relay, "198.51.100.1");

        // Profiles, relay lists and notes of throw-away keys, all from one address.
        await client.PublishAllAsync(new Author().Event(0), new Author().Event(10002));
        foreach (var kind in new[] { 0, 1, 3, 10002 })
        {
            Assert.Equal(
                "rate-limited: too many new keys publish from this address, come back in 1800 seconds",
                (await client.PublishAsync(new Author().Event(kind))).Message);
        }
        await client.PublishAllAsync(_alice.Note(), _alice.Event(0));
        await client.PublishAllAsync(new Author().Event(1059, tags: ["p", _alice.Hex]), new Author().Event(24133, tags: ["p", _alice.Hex]));
        await using var other = await ConnectAsync(relay, "198.51.100.2");
        await other.PublishAllAsync(new Author().Note());
    }

    [Fact]
    public async Task A_key_is_known_once_something_of_it_is_stored()
    {
        await using var relay = await StartAsync(("MaxPerAddress", "1"), ("Max", "2"));
        await using (var earlier = await ConnectAsync(relay, "198.51.100.1"))
            await earlier.PublishAllAsync(_alice.Note());
        // Longer than a window, so only the stored event lets it pass.
        ((FakeTime)relay.Time).Advance(TimeSpan.FromHours(2));
        await using var client = await ConnectAsync(relay, "198.51.100.1");
        await using var other = await ConnectAsync(relay, "198.51.100.2");
        await client.PublishAllAsync(new Author().Note());
        await other.PublishAllAsync(new Author().Note());

        await client.PublishAllAsync(_alice.Note());
        Assert.StartsWith(
            "rate-limited: too many new keys publish ", (await client.PublishAsync(new Author().Note())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_events_of_a_new_key_at_once_take_one_place()
    {
        await using var relay = await StartAsync(("MaxPerAddress", "1"));
        await using var client = await ConnectAsync(relay, "198.51.100.1");

        await client.PublishAllAsync([.. Enumerable.Range(0, 50).Select(_ => _alice.Note())]);

        Assert.False((await client.PublishAsync(new Author().Note())).Accepted);
    }

    Task<TestRelay> StartAsync(params (string Key, string Value)[] options)
    {
        var settings = new Dictionary<string, string?> { ["Network:TrustedProxies:0"] = "127.0.0.1" };
        foreach (var (key, value) in options)
            settings[$"Policies:NewKeys:{key}"] = value;
        return TestRelay.StartAsync(new() { Settings = settings, Store = store, Time = new FakeTime() });
    }

    static Task<RelayClient> ConnectAsync(TestRelay relay, string address) =>
        RelayClient.ConnectAsync(relay.Address, configure: options => options.SetRequestHeader("X-Forwarded-For", address));
}
