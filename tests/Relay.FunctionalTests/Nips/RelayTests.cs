using System.Text;
using System.Text.Json.Nodes;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The common parts of protocol tests: a relay on the given store, a client, some authors.</summary>
public abstract class RelayTests(TestStore store) : IAsyncLifetime
{
    protected TestStore Store { get; } = store;

    protected TestRelay Relay { get; private set; } = null!;

    protected RelayClient Client { get; private set; } = null!;

    protected Author Alice { get; } = new();

    protected Author Bob { get; } = new();

    /// <summary>What the test sets of its relay.</summary>
    protected virtual TestRelayOptions Setup() => new() { Store = Store };

    public async ValueTask InitializeAsync()
    {
        Relay = await TestRelay.StartAsync(Setup());
        Client = await Relay.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Relay.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static string Json(NostrEvent e) => Encoding.UTF8.GetString(e.ToJson());

    /// <summary>The event's JSON with one member replaced by this JSON, or removed.</summary>
    protected static string Edited(NostrEvent e, string member, string? json)
    {
        var edited = JsonNode.Parse(e.ToJson())!.AsObject();
        if (json is null)
            edited.Remove(member);
        else
            edited[member] = JsonNode.Parse(json);
        return edited.ToJsonString();
    }

    protected static string Ids(params NostrEvent[] events) =>
        $"{{\"ids\":[{string.Join(',', events.Select(static e => $"\"{e.Id}\""))}]}}";

    protected static string[] Tag(string name, string value) => [name, value];

    /// <summary>Publishes an event that must be refused, and returns the reason.</summary>
    protected async Task<string> RefusalAsync(NostrEvent e)
    {
        var ok = await Client.PublishAsync(e);
        Assert.False(ok.Accepted, ok.Text);
        return ok.Message;
    }

    protected async Task AssertStoredAsync(params NostrEvent[] events) =>
        Assert.Equal(events.Select(static e => e.Id).Order(), (await Client.QueryAsync(Ids(events))).Ids.Order());

    protected async Task AssertNotStoredAsync(params NostrEvent[] events) => Assert.Empty((await Client.QueryAsync(Ids(events))).Events);

    /// <summary>Asserts that the next live event on the subscription is this one.</summary>
    protected async Task AssertNextAsync(string subscription, NostrEvent expected)
    {
        var next = await Client.NextAsync<EventReply>();
        Assert.Equal((subscription, expected.Id), (next.Subscription, next.Event.Id));
    }
}
