using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class SubscriptionTests : IAsyncDisposable
{
    readonly GatedStore _store;
    readonly TestEngine _relay;
    readonly Author _alice = new();

    public SubscriptionTests()
    {
        _store = new GatedStore(new FakeTime());
        _relay = new TestEngine(
            relay => relay.UseStore(_store),
            new RelayOptions { Limits = new LimitsOptions { MaxSubscriptions = 3, MaxFilters = 2, DefaultLimit = 4, MaxLimit = 6 } });
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    async Task<TestClient> ConnectWithNotesAsync(int count)
    {
        var client = await _relay.ConnectAsync();
        for (var i = 0; i < count; i++)
            await client.PublishAsync(_alice.Note($"{i}"));
        return client;
    }

    [Theory]
    [InlineData("{}", 4)]
    [InlineData("{\"limit\":2}", 2)]
    [InlineData("{\"limit\":6}", 6)]
    [InlineData("{\"limit\":7}", 6)]
    [InlineData("{\"limit\":99999999999}", 6)]
    [InlineData("{\"limit\":0}", 0)]
    [InlineData("{\"kinds\":[]}", 0)]
    [InlineData("{\"since\":2,\"until\":1}", 0)]
    public async Task Limit_is_the_default_or_the_clients_up_to_the_maximum(string filter, int expected)
    {
        var client = await ConnectWithNotesAsync(10);

        Assert.Equal(expected + 1, (await client.QueryAsync("q", filter)).Count);
    }

    [Theory]
    [InlineData("""{"ids":[IDS]}""", 5)]
    [InlineData("""{"authors":[KEYS],"kinds":[0]}""", 5)]
    [InlineData("""{"authors":[KEYS],"kinds":[0,3,10002]}""", 5)]
    [InlineData("""{"authors":[KEYS],"kinds":[0],"limit":2}""", 2)]
    [InlineData("""{"authors":[KEYS],"kinds":[0,1]}""", 4)]
    [InlineData("""{"authors":[KEYS],"kinds":[0,30023]}""", 4)]
    [InlineData("""{"authors":[KEYS]}""", 4)]
    [InlineData("""{"kinds":[0]}""", 4)]
    public async Task A_filter_that_names_ids_or_replaceable_events_needs_no_limit(string filter, int expected)
    {
        var client = await _relay.ConnectAsync();
        var profiles = Enumerable.Range(0, 5).Select(static _ => new Author().Event(Kind.Metadata)).ToList();
        foreach (var profile in profiles)
            await client.PublishAsync(profile);
        filter = filter
            .Replace("IDS", string.Join(',', profiles.Select(static e => $"\"{e.Id}\"")), StringComparison.Ordinal)
            .Replace("KEYS", string.Join(',', profiles.Select(static e => $"\"{e.PublicKey}\"")), StringComparison.Ordinal);

        Assert.Equal(expected + 1, (await client.QueryAsync("q", filter)).Count);
    }

    [Fact]
    public async Task Limit_says_nothing_about_live_events()
    {
        var client = await _relay.ConnectAsync();
        await client.QueryAsync("none", "{\"limit\":0}");
        await client.QueryAsync("one", "{\"limit\":1}");
        for (var i = 0; i < 3; i++)
        {
            var e = _alice.Note($"{i}");
            await client.PublishAsync(e);
            await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("none", e));
            await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("one", e));
        }
    }

    [Fact]
    public async Task As_many_filters_as_allowed_pass_and_one_more_does_not()
    {
        var client = await _relay.ConnectAsync();

        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{}", "{}"));
        Assert.Equal(["""["CLOSED","q","invalid: too many filters (Relay:Limits:MaxFilters is 2)"]"""], await client.QueryAsync(
            "q", "{}", "{}", "{}"));
    }

    [Fact]
    public async Task As_many_values_in_filters_as_allowed_pass_and_one_more_does_not()
    {
        await using var relay = new TestEngine(
            static relay => relay.UseStore(new InMemoryStore()), new RelayOptions { Limits = new LimitsOptions { MaxFilterValues = 4 } });
        var client = await relay.ConnectAsync();
        // Repeated values count, because reading them costs the same.
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync(
            "q", """{"kinds":[1,1]}""", """{"#t":["a"],"ids":[]}""", $$"""{"authors":["{{_alice.Hex}}"]}"""));
        const string refusal = """["CLOSED","q","invalid: too many values in filters (Relay:Limits:MaxFilterValues is 4)"]""";
        foreach (var one in new[] { """{"kinds":[70000]}""", """{"#t":["a"]}""", $$"""{"ids":["{{_alice.Hex}}"]}""" })
        {
            Assert.Equal([refusal], await client.QueryAsync("q", """{"kinds":[1,1]}""", """{"#t":["a","b"]}""", one));
            await client.SayAsync($$"""["COUNT","q",{"kinds":[1,2,3,4]},{{one}}]""");
            await client.Outbox.WaitForAsync(refusal);
        }
    }

    [Fact]
    public async Task As_many_subscriptions_as_allowed_are_open_and_one_more_is_refused_until_one_closes()
    {
        var client = await _relay.ConnectAsync();
        foreach (var id in new[] { "a", "b", "c" })
            Assert.Equal([$"[\"EOSE\",\"{id}\"]"], await client.QueryAsync(id, "{}"));
        Assert.Equal(3, _relay.Engine.Subscriptions);

        Assert.Equal(["""["CLOSED","d","blocked: too many open subscriptions (Relay:Limits:MaxSubscriptions is 3)"]"""],
            await client.QueryAsync("d", "{}"));
        Assert.Equal(["""["EOSE","a"]"""], await client.QueryAsync("a", "{}"));
        await client.SayAsync("[\"CLOSE\",\"b\"]");
        Assert.Equal(["""["EOSE","d"]"""], await client.QueryAsync("d", "{}"));
        Assert.Equal(3, _relay.Engine.Subscriptions);
    }

    [Fact]
    public async Task Ids_belong_to_their_connection()
    {
        var (one, other) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await one.QueryAsync("same", "{\"kinds\":[1]}");
        await other.QueryAsync("same", "{\"kinds\":[7]}");
        await one.SayAsync("[\"CLOSE\",\"same\"]");
        var reaction = _alice.Event(7);
        await one.PublishAsync(reaction);

        await other.Outbox.WaitForAsync(RecordingOutbox.EventMessage("same", reaction));
        Assert.DoesNotContain(RecordingOutbox.EventMessage("same", reaction), one.Messages);
    }

    [Fact]
    public async Task Second_req_of_an_id_replaces_the_first()
    {
        var client = await _relay.ConnectAsync();
        await client.QueryAsync("a", "{\"kinds\":[1]}");
        await client.QueryAsync("a", "{\"kinds\":[7]}");
        var (note, reaction) = (_alice.Note(), _alice.Event(7));
        await client.PublishAsync(note);
        await client.PublishAsync(reaction);

        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("a", reaction));
        Assert.DoesNotContain(RecordingOutbox.EventMessage("a", note), client.Messages);
        Assert.Equal(1, _relay.Engine.Subscriptions);
    }

    [Fact]
    public async Task Refused_req_ends_the_subscription_whose_id_it_has()
    {
        var client = await _relay.ConnectAsync();
        await client.QueryAsync("a", "{\"kinds\":[1]}");
        await client.QueryAsync("a", "{\"kinds\":\"x\"}");

        Assert.Equal(0, _relay.Engine.Subscriptions);
    }

    [Fact]
    public async Task Req_that_replaces_a_running_one_cancels_it_without_eose()
    {
        var client = await ConnectWithNotesAsync(1);
        _store.Querying.Close();
        await client.RequestAsync("a", "{\"kinds\":[1]}");
        await _store.Querying.ArrivalAsync();
        await client.RequestAsync("a", "{\"kinds\":[7]}");
        await _store.Querying.ArrivalAsync();
        _store.Querying.Open();
        await client.Outbox.WaitForAsync("""["EOSE","a"]""");
        var reaction = _alice.Event(7);
        await client.PublishAsync(reaction);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("a", reaction));

        Assert.Single(client.Messages, """["EOSE","a"]""");
        Assert.Single(client.Messages, static message => message.StartsWith("[\"EVENT\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_reads_on_while_a_query_runs_and_close_ends_it_in_silence()
    {
        var client = await ConnectWithNotesAsync(3);
        client.Outbox.Fill();
        var from = client.Messages.Count;
        await client.RequestAsync("a", "{}").Within("a REQ whose results wait for room");
        await client.SayAsync("[\"CLOSE\",\"a\"]");
        client.Outbox.MakeRoom();
        Assert.Equal(["""["EOSE","b"]"""], await client.QueryAsync("b", "{\"kinds\":[7]}"));

        Assert.Equal(from + 1, client.Messages.Count);
        Assert.Empty(_relay.Log.Errors);
    }

    [Fact]
    public async Task Results_wait_while_the_outbox_is_full_and_all_come()
    {
        var client = await ConnectWithNotesAsync(3);
        client.Outbox.Fill();
        var from = client.Messages.Count;
        await client.RequestAsync("a", "{}");
        Assert.Equal(from, client.Messages.Count);
        client.Outbox.MakeRoom();

        await client.Outbox.WaitForAsync("""["EOSE","a"]""");
        Assert.Equal(from + 4, client.Messages.Count);
    }

    [Fact]
    public async Task Client_that_is_gone_ends_its_query_without_an_error()
    {
        var client = await ConnectWithNotesAsync(3);
        client.Outbox.Fill();
        await client.RequestAsync("a", "{}");
        client.Outbox.Break();
        await client.Session.CloseAsync();

        Assert.Empty(_relay.Log.Errors);
        Assert.Equal((0, 0), (_relay.Engine.Subscriptions, _relay.Engine.Fanout.Main.Index.TermCount));
    }

    [Fact]
    public async Task Closed_session_consumes_nothing_and_hears_nothing()
    {
        var (leaving, staying) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await leaving.QueryAsync("a", "{}");
        await staying.QueryAsync("a", "{}");
        await leaving.Session.CloseAsync();
        await leaving.Session.CloseAsync();
        var from = leaving.Messages.Count;
        await leaving.SendEventAsync(_alice.Note("too late"));
        await leaving.SayAsync("nonsense");
        var e = _alice.Note();
        await staying.PublishAsync(e);
        await staying.Outbox.WaitForAsync(RecordingOutbox.EventMessage("a", e));

        Assert.Equal(from, leaving.Messages.Count);
        Assert.Equal((1, 1), (_relay.Engine.Connections, _relay.Engine.Subscriptions));
    }
}
