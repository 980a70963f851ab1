using System.Collections.Concurrent;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class ConnectionHookTests
{
    readonly ConcurrentQueue<string> _calls = new();

    [Fact]
    public async Task Connections_are_announced_once_and_their_end_too()
    {
        var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .OnConnect((ClientContext client) => _calls.Enqueue($"+{client.Id}"))
            .OnDisconnect((ClientContext client) => _calls.Enqueue($"-{client.Id}")));
        var client = await relay.ConnectAsync();
        await relay.ConnectAsync();
        await Task.WhenAll(client.Session.CloseAsync().AsTask(), client.Session.CloseAsync().AsTask());
        await relay.DisposeAsync();

        Assert.Equal(["+1", "+2"], _calls.Take(2));
        Assert.Equal(["-1", "-2"], _calls.Skip(2).Order());
        Assert.Equal((0, 0), (relay.Engine.Connections, relay.Engine.Subscriptions));
    }

    [Fact]
    public async Task First_refusal_rejects_a_connection()
    {
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectConnection(client => client.UserAgent == "bad" ? Verdict.Blocked("go away") : Verdict.Accept)
            .RejectConnection(_ => Verdict.RateLimited("later")));

        Assert.Equal("blocked: go away", (await relay.Engine.RejectConnectionAsync(new() { Id = 1, UserAgent = "bad" }, default)).Message);
        Assert.Equal("rate-limited: later", (await relay.Engine.RejectConnectionAsync(new() { Id = 2 }, default)).Message);
    }

    [Fact]
    public async Task Handlers_that_throw_end_nothing()
    {
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectConnection((ClientContext _) => throw new InvalidOperationException())
            .OnConnect((ClientContext _) => throw new InvalidOperationException())
            .OnDisconnect((ClientContext _) => throw new InvalidOperationException())
            .OverwriteRelayInformation((_, _) => throw new InvalidOperationException()));
        var client = await relay.ConnectAsync();

        Assert.Equal("error: internal error", (await relay.Engine.RejectConnectionAsync(client.Session.Client, default)).Message);
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{}"));
        Assert.Same(relay.Engine.Information, await relay.Engine.GetInformationAsync(client.Session.Client, default));
        await client.Session.CloseAsync();
        await relay.Engine.DisposeAsync();
        Assert.Equal(4, relay.Log.Errors.Count());
    }

    [Theory]
    [InlineData("[\"EVENT\",{}]")]
    [InlineData("[\"EVENT\",{\"id\":\"x\"}]")]
    [InlineData("[\"AUTH\",{\"id\":\"x\"}]")]
    [InlineData("[\"AUTH\",\"x\"]")]
    [InlineData("[\"NEG-OPEN\",\"a\",{},\"\"]")]
    [InlineData("[\"NEG-MSG\"]")]
    [InlineData("[\"NEG-CLOSE\",\"a\"]")]
    [InlineData("[\"HELLO\"]")]
    [InlineData("no JSON")]
    [InlineData("")]
    public async Task Messages_are_asked_about_that_cannot_be_read(string message)
    {
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().RejectMessage((_, type) =>
        {
            _calls.Enqueue($"{type}");
            return Verdict.RateLimited("slow down");
        }));
        var client = await relay.ConnectAsync();

        await client.SayAsync(message);

        Assert.Single(_calls);
        Assert.Contains("\"rate-limited: slow down\"", Assert.Single(client.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_are_asked_about_that_break_a_limit()
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().RejectMessage((_, _) => Verdict.RateLimited("slow down")),
            new RelayOptions { Limits = new LimitsOptions { MaxEventTags = 1 } });
        var client = await relay.ConnectAsync();
        var e = new Author().Note(tags: [["a"], ["b"]]);

        Assert.Equal(RecordingOutbox.Ok(e, false, "rate-limited: slow down"), await client.PublishAsync(e));
    }

    [Fact]
    public async Task Information_announces_the_limits_in_force_and_hooks_may_change_it()
    {
        var options = new RelayOptions
        {
            Information = new InformationOptions
            {
                Name = "test",
                Pubkey = "npub1xtscya34g58tk0z605fvr788k263gsu6cy9x0mhnm87echrgufzsevkk5s",
            },
            Limits = new LimitsOptions { MaxLimit = 100, DefaultLimit = 200, MaxSubscriptions = 7 },
        };
        await using var relay = new TestEngine(
            relay => relay
                .UseInMemoryStore()
                .OverwriteRelayInformation((client, information) => information with { Contact = client.UserAgent }),
            options);
        var information = await relay.Engine.GetInformationAsync(new() { Id = 1, UserAgent = "asker" }, default);

        Assert.Equal("test", information.Name);
        Assert.Equal("32e1827635450ebb3c5a7d12c1f8e7b2b514439ac10a67eef3d9fd9c5c68e245", information.Pubkey);
        Assert.Equal("asker", information.Contact);
        Assert.Equal([1, 9, 11, 40, 45, 62], information.SupportedNips);
        Assert.Equal(
            (100, 100, 7), (information.Limitation.MaxLimit, information.Limitation.DefaultLimit, information.Limitation.MaxSubscriptions));
        // A build that does not know its repository leaves the value out, instead of giving text that is not a URL.
        Assert.True(information.Software is null || Uri.IsWellFormedUriString(information.Software, UriKind.Absolute));
    }

    [Fact]
    public async Task Policies_announce_once_what_holds_for_everybody_whatever_becomes_of_other_hooks()
    {
        var policy = new AnnouncingPolicy();
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .OverwriteRelayInformation((client, information) =>
                client.Id == 1 ? throw new InvalidOperationException("broken") : information with { Contact = "me" })
            .AddPolicies(_ => [policy]));
        var (failed, changed) = (
            await relay.Engine.GetInformationAsync(new() { Id = 1 }, default),
            await relay.Engine.GetInformationAsync(new() { Id = 2 }, default));

        Assert.Same(relay.Engine.Information, failed);
        Assert.Equal((true, null, 1), (failed.Limitation.RestrictedWrites, failed.Contact, policy.Calls));
        Assert.Equal((true, "me"), (changed.Limitation.RestrictedWrites, changed.Contact));
    }

    sealed class AnnouncingPolicy : IOverwriteRelayInformationHook
    {
        public int Calls { get; private set; }

        public async ValueTask<RelayInformation> OverwriteRelayInformationAsync(
            ClientContext client, RelayInformation information, CancellationToken cancel)
        {
            Calls++;
            Assert.True(client.IsRelay);
            await Task.Yield();
            return information with { Limitation = information.Limitation with { RestrictedWrites = true } };
        }
    }
}
