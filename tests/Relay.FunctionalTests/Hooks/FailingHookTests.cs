using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// A hook that fails: what its client is answered, that the log has one line about it, and that everybody else, and the same client's next
/// request, is served as if nothing had happened.
/// </summary>
public sealed class FailingHookTests
{
    const string Internal = "error: internal error";

    static readonly string[] AboutEvents =
        ["RejectEvent", "RejectVanish", "StoreEvent", "ReplaceEvent", "DeleteEvent", "OverwriteDeletionOutcome"];

    static readonly string[] AboutQueries = ["RejectFilter", "OverwriteFilter", "OverwriteResponseEvent", "QueryEvents"];

    static readonly string[] AboutCounts = ["RejectCountFilter", "CountEvents", "CountEventsHll"];

    static readonly string[] Told = ["OnEventSaved", "OnEventDeleted", "OnEphemeralEvent", "OnSubscriptionOpened", "OnSubscriptionEnded"];

    public static TheoryData<string, Misbehavior> EventHooks() => Combine(AboutEvents);

    public static TheoryData<string, Misbehavior> QueryHooks() => Combine(AboutQueries);

    public static TheoryData<string, Misbehavior> CountHooks() => Combine(AboutCounts);

    public static TheoryData<string, Misbehavior> ToldHooks() => Combine(Told);

    public static TheoryData<string, Misbehavior> LiveHooks() => Combine("PreventBroadcast", "OverwriteResponseEvent");

    public static TheoryData<Misbehavior> Ways() => [.. Enum.GetValues<Misbehavior>()];

    [Theory]
    [MemberData(nameof(EventHooks))]
    public async Task An_event_is_refused_on_which_a_hook_fails(string name, Misbehavior how)
    {
        var hook = new FailingHook(name, how);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        await using var healthy = await FollowAsync(relay);
        await using var client = await relay.ConnectAsync();
        var target = new Author().Note(name == "OverwriteDeletionOutcome" ? FailingHook.Mark : "");
        await client.PublishAllAsync(target);

        var ok = await client.PublishAsync(name switch
        {
            "RejectVanish" => FailingHook.Of(Kind.Vanish, ["relay", "ALL_RELAYS"]),
            "ReplaceEvent" => FailingHook.Of(10_002),
            "DeleteEvent" or "OverwriteDeletionOutcome" => FailingHook.Deletion(target),
            _ => FailingHook.Note(),
        });
        Assert.Equal((false, Internal), (ok.Accepted, ok.Message));
        await AssertServedAsync(client, healthy);
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [MemberData(nameof(QueryHooks))]
    public async Task A_query_is_closed_on_which_a_hook_fails(string name, Misbehavior how)
    {
        var hook = new FailingHook(name, how);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        await using var healthy = await FollowAsync(relay);
        await using var client = await ConnectMarkedAsync(relay);
        await healthy.PublishAllAsync(FailingHook.Note());

        Assert.Equal(Internal, (await client.ReqAsync("q", "{}")).Closed);
        await AssertServedAsync(client, healthy);
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [MemberData(nameof(CountHooks))]
    public async Task A_count_is_closed_on_which_a_hook_fails(string name, Misbehavior how)
    {
        var hook = new FailingHook(name, how);
        // A counter is asked only if it is the only one.
        await using var relay = await StartAsync(hook, static _ => null);
        await using var healthy = await FollowAsync(relay);
        await using var client = await ConnectMarkedAsync(relay);
        var filter = name == "CountEventsHll" ? $$"""{"#p":["{{new Author().Hex}}"]}""" : "{}";

        Assert.Equal(Internal, ((ClosedReply)await client.CountAsync("c", filter)).Message);
        await AssertServedAsync(client, healthy);
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [MemberData(nameof(LiveHooks))]
    public async Task A_live_event_on_which_a_hook_fails_is_kept_from_its_receiver_and_the_next_one_comes(string name, Misbehavior how)
    {
        var hook = new FailingHook(name, how);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        await using var healthy = await relay.ConnectAsync();
        await using var client = await ConnectMarkedAsync(relay);
        await healthy.ReqAsync("live", """{"limit":0}""");
        await client.ReqAsync("live", """{"limit":0}""");

        NostrEvent bad = FailingHook.Note(), good = new Author().Note();
        await healthy.PublishAllAsync(bad, good);
        Assert.Equal(bad.Id, (await healthy.NextAsync<EventReply>()).Event.Id);
        Assert.Equal(good.Id, (await healthy.NextAsync<EventReply>()).Event.Id);
        Assert.Equal(good.Id, (await client.NextAsync<EventReply>()).Event.Id);
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [MemberData(nameof(ToldHooks))]
    public async Task A_hook_that_is_only_told_changes_nothing_by_failing(string name, Misbehavior how)
    {
        var told = new TaskCompletionSource();
        var hook = new FailingHook(name, how);
        await using var relay = await StartAsync(hook, TestStores.InMemory, name switch
        {
            "OnEventSaved" => relay => relay.OnEventSaved((_, e) => Note(e.Content)),
            "OnEventDeleted" => relay => relay.OnEventDeleted(e => Note(e.Content)),
            "OnEphemeralEvent" => relay => relay.OnEphemeralEvent((_, e) => Note(e.Content)),
            "OnSubscriptionOpened" => relay => relay.OnSubscriptionOpened(subscription => Note(subscription.Client.UserAgent)),
            _ => relay => relay.OnSubscriptionEnded(subscription => Note(subscription.Client.UserAgent)),
        });
        await using var healthy = await FollowAsync(relay);
        await using var client = await ConnectMarkedAsync(relay);
        if (name == "OnEphemeralEvent")
            await healthy.ReqAsync("ephemeral", """{"kinds":[20001]}""");
        var e = name == "OnEphemeralEvent" ? FailingHook.Of(20_001) : FailingHook.Note();
        var isAboutEvents = !name.StartsWith("OnSubscription", StringComparison.Ordinal);
        if (isAboutEvents)
            await client.PublishAllAsync(e);
        else
            await client.QueryAsync("{}");
        if (name == "OnEventDeleted")
            await client.PublishAllAsync(FailingHook.Deletion(e));
        if (name == "OnEphemeralEvent")
            Assert.Equal(e.Id, (await healthy.NextAsync<EventReply>()).Event.Id);

        // The next handler of the hook is told all the same.
        await told.Task.Within("the next handler");
        await AssertServedAsync(client, healthy);
        await AssertToldOnceAsync(relay, hook);

        void Note(string? mark)
        {
            if (mark == FailingHook.Mark)
                told.TrySetResult();
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_end_of_a_client_about_which_a_hook_fails_is_an_end_like_any_other(Misbehavior how)
    {
        var hook = new FailingHook("OnDisconnect", how);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        await using var healthy = await FollowAsync(relay);
        await using (await ConnectMarkedAsync(relay))
        {
        }
        await AssertServedAsync(healthy, healthy);
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_connection_opens_although_a_hook_that_is_told_of_it_fails(Misbehavior how)
    {
        var hook = new FailingHook("OnConnect", how);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        await using var healthy = await FollowAsync(relay);
        await using var client = await ConnectMarkedAsync(relay);
        await AssertServedAsync(client, healthy);
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_connection_is_refused_on_which_a_hook_fails(Misbehavior how)
    {
        var hook = new FailingHook("RejectConnection", how);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        await using var healthy = await FollowAsync(relay);
        await using var client = await relay.ConnectRawAsync(("User-Agent", FailingHook.Mark));
        Assert.Equal(429, client.StatusCode);
        await AssertServedAsync(healthy, healthy);
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_information_document_goes_out_unchanged_where_a_hook_fails(Misbehavior how)
    {
        var hook = new FailingHook("OverwriteRelayInformation", how);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        http.DefaultRequestHeaders.Add("Accept", "application/nostr+json");
        var document = await http.GetStringAsync("/");
        http.DefaultRequestHeaders.Add("User-Agent", FailingHook.Mark);
        Assert.Equal(document, await http.GetStringAsync("/"));
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [InlineData("RejectMessage")]
    [InlineData("OnQueryCost")]
    public async Task A_hook_that_cannot_wait_refuses_by_throwing(string name)
    {
        var hook = new FailingHook(name, Misbehavior.Throws);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        await using var healthy = await FollowAsync(relay);
        await using var client = await ConnectMarkedAsync(relay);

        Assert.Equal(Internal, (await client.ReqAsync("q", "{}")).Closed);
        await AssertServedAsync(healthy, healthy);
        await AssertToldOnceAsync(relay, hook);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_program_learns_that_a_handler_fails_to_remove_events(Misbehavior how)
    {
        var hook = new FailingHook("RemoveEvents", how);
        await using var relay = await StartAsync(hook, static _ => null);
        var engine = relay.Services.GetRequiredService<RelayEngine>();
        await Assert.ThrowsAnyAsync<Exception>(async () => await engine.RemoveEventsAsync([Unsigned.Key("any")]));
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task An_event_of_the_program_is_stored_although_a_hook_that_is_told_of_it_fails()
    {
        var hook = new FailingHook("OnEventSaved", Misbehavior.Throws);
        await using var relay = await StartAsync(hook, TestStores.InMemory);
        var result = await relay.Services.GetRequiredService<RelayEngine>().PublishAsync(FailingHook.Note());
        Assert.Equal(StoreStatus.Stored, result.Status);
        await AssertToldOnceAsync(relay, hook);
    }

    static TheoryData<string, Misbehavior> Combine(params string[] names)
    {
        var data = new TheoryData<string, Misbehavior>();
        foreach (var name in names)
        {
            foreach (var how in Enum.GetValues<Misbehavior>())
                data.Add(name, how);
        }
        return data;
    }

    static Task<TestRelay> StartAsync(FailingHook hook, TestStore store, Action<RelayBuilder>? then = null) => TestRelay.StartAsync(new()
    {
        Store = store,
        Configure = relay =>
        {
            hook.AddTo(relay);
            then?.Invoke(relay);
        },
        AllowsErrors = true,
    });

    static Task<RelayClient> ConnectMarkedAsync(TestRelay relay) => RelayClient.ConnectAsync(
        relay.Address, configure: static (ClientWebSocketOptions options) => options.SetRequestHeader("User-Agent", FailingHook.Mark));

    static async Task<RelayClient> FollowAsync(TestRelay relay)
    {
        var healthy = await relay.ConnectAsync();
        await healthy.ReqAsync("live", """{"kinds":[7]}""");
        return healthy;
    }

    /// <summary>What one client publishes is answered and reaches the other.</summary>
    static async Task AssertServedAsync(RelayClient publisher, RelayClient follower)
    {
        var e = new Author().Event(7, "+");
        Assert.True((await publisher.PublishAsync(e)).Accepted);
        Assert.Equal(e.Id, (await follower.NextAsync<EventReply>()).Event.Id);
    }

    /// <summary>One line in the log, also after the relay has ended, and no failure that nobody has looked at.</summary>
    static async Task AssertToldOnceAsync(TestRelay relay, FailingHook hook)
    {
        var watch = Stopwatch.StartNew();
        while (relay.Log.Records.Count == 0)
        {
            Assert.True(watch.Elapsed < Deadline.Default, "the log has no line about the hook");
            await Task.Yield();
        }
        var unobserved = 0;
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, args) =>
            unobserved += args.Exception.ToString().Contains(hook.Text, StringComparison.Ordinal) ? 1 : 0;
        TaskScheduler.UnobservedTaskException += note;
        await relay.StopAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= note;
        var line = Assert.Single(relay.Log.Records);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.NotNull(line.Exception);
        Assert.Equal(0, unobserved);
    }
}
