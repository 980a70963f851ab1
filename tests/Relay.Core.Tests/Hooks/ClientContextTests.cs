using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>What hooks may ask of the client that they hold.</summary>
public sealed class ClientContextTests
{
    static readonly RelayOptions Named = new() { PublicUrl = "wss://relay.example.com" };

    [Fact]
    public async Task A_hook_may_ask_for_keys_and_a_client_is_asked_once()
    {
        await using var relay = new TestEngine(
            static relay => relay.UseInMemoryStore().OnConnect(static (ClientContext client) => Assert.True(client.RequestAuth())), Named);
        var client = await relay.ConnectAsync();

        Assert.NotNull(client.Outbox.Challenge);
        var first = client.Outbox.Challenge;
        Assert.True(client.Session.Client.RequestAuth());
        Assert.Same(first, client.Outbox.Challenge);
    }

    [Fact]
    public async Task Where_clients_cannot_authenticate_nobody_is_asked()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();

        Assert.False(client.Session.Client.RequestAuth());
        Assert.False(new ClientContext { Id = 7 }.RequestAuth());
        Assert.Null(client.Outbox.Challenge);
    }

    [Fact]
    public async Task Hooks_about_filters_know_the_subscription()
    {
        var seen = new List<string?>();
        void See(ClientContext client) => seen.Add(client.SubscriptionId?.ToString());
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore()
            .OverwriteFilter((client, filter) =>
            {
                See(client);
                return filter;
            })
            .RejectFilter((client, _) =>
            {
                See(client);
                return Verdict.Accept;
            })
            .RejectCountFilter((client, _) =>
            {
                See(client);
                return Verdict.Blocked("no");
            })
            .RejectEvent((client, _) =>
            {
                See(client);
                return Verdict.Accept;
            }));
        var client = await relay.ConnectAsync();

        await client.QueryAsync("first", "{\"kinds\":[1]}");
        await client.CountAsync("{}");
        await client.PublishAsync(new Author().Note());

        Assert.Equal(["first", "first", "count", "count", null], seen);
        Assert.Null(client.Session.Client.SubscriptionId);
    }

    [Fact]
    public async Task A_query_handler_gets_what_the_asker_may_see()
    {
        EventQuery? asked = null;
        var author = new Author();
        var e = author.Note("from elsewhere");
        await using var relay = new TestEngine(relay => relay.QueryEvents((query, sink, _) =>
        {
            asked = query;
            sink.TryWrite(e.View);
            return default;
        }));
        var client = await relay.ConnectAsync();

        Assert.Contains(RecordingOutbox.EventMessage("q", e), await client.QueryAsync("q", "{\"kinds\":[1]}"));
        Assert.Same(client.Session.Client, asked!.Client);
        Assert.False(asked.Visibility.SeesAllOf(Kind.GiftWrap));
        Assert.Equal(1, Assert.Single(asked.Filters).Kinds!.Span[0]);
    }
}
