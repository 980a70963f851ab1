using System.Net;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A client of one relay learns nothing of another relay in the same process.</summary>
public sealed class RelayIsolationTests
{
    static readonly string?[] Names = [null, "a", "b"];

    readonly Author _author = new();

    [Fact]
    public async Task Each_relay_finds_counts_and_passes_on_its_own_events_only()
    {
        await using var relays = await new RelayGroup().StartAsync();
        var clients = new List<RelayClient>();
        foreach (var name in Names)
        {
            var client = await relays.ConnectAsync(name);
            clients.Add(client);
            Assert.Empty((await client.ReqAsync("live", "{}")).Events);
        }
        var notes = Names.Select(name => _author.Note($"for {name}")).ToList();
        for (var i = 0; i < clients.Count; i++)
            await clients[i].PublishAllAsync(notes[i]);
        var ephemeral = _author.Event(20_001, "passes by");
        await clients[1].PublishAllAsync(ephemeral);

        for (var i = 0; i < clients.Count; i++)
        {
            Assert.Equal(notes[i].Id, Assert.Single((await clients[i].QueryAsync("{}")).Events).Id);
            Assert.Equal(1, await clients[i].CountAsync("{}"));
            var id = Assert.Single((await clients[i].QueryAsync($$"""{"authors":["{{_author.Hex}}"]}""")).Events).Id;
            Assert.Equal(notes[i].Id, id);
            Assert.Equal(notes[i].Id, (await clients[i].NextAsync<EventReply>()).Event.Id);
        }
        Assert.Equal(ephemeral.Id, (await clients[1].NextAsync<EventReply>()).Event.Id);
        foreach (var client in clients)
        {
            Assert.DoesNotContain(await client.DrainAsync(), static reply => reply is EventReply);
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Requests_for_deletion_and_to_vanish_concern_one_relay()
    {
        await using var relays = await new RelayGroup
        {
            Settings = Addresses(),
        }.StartAsync();
        var note = _author.Note("everywhere");
        foreach (var name in Names)
        {
            await using var client = await relays.ConnectAsync(name);
            await client.PublishAllAsync(note);
        }
        await using (var a = await relays.ConnectAsync("a"))
            await a.PublishAllAsync(_author.Deletion(note));
        await using (var b = await relays.ConnectAsync("b"))
        {
            var elsewhere = _author.Event(Kind.Vanish, "", note.CreatedAt + 1, ["relay", "ws://relay.test/a"]);
            Assert.False((await b.PublishAsync(elsewhere)).Accepted);
        }
        Assert.Equal(1, await CountAsync(relays, null));
        Assert.Equal(0, await CountAsync(relays, "a"));
        Assert.Equal(1, await CountAsync(relays, "b"));
    }

    [Fact]
    public async Task A_proof_of_a_key_is_for_the_relay_that_it_names()
    {
        await using var relays = await new RelayGroup { Settings = Addresses() }.StartAsync();
        foreach (var name in Names)
        {
            await using var client = await relays.ConnectAsync(name);
            foreach (var other in Names)
            {
                var ok = await client.AuthenticateAsync(_author, $"ws://relay.test/{other}");
                Assert.True(name == other == ok.Accepted, $"{name} asked with {other}: {ok}");
            }
        }
    }

    [Fact]
    public async Task Each_relay_describes_itself()
    {
        var settings = Addresses();
        settings["Relay:Information:Name"] = "Main";
        settings["Relay:Information:Contact"] = "mailto:me@relay.test";
        settings["Relays:a:Information:Name"] = "A";
        settings["Relays:a:Authentication:RequiredTo"] = "ReadWrite";
        settings["Relays:a:Authentication:OpenKinds"] = "";
        await using var relays = await new RelayGroup { Settings = settings }.StartAsync();
        var main = await InformationAsync(relays, null);
        var a = await InformationAsync(relays, "a");
        var b = await InformationAsync(relays, "b");

        Assert.Contains("\"name\":\"Main\"", main, StringComparison.Ordinal);
        Assert.Contains("\"auth_required\":false", main, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"A\"", a, StringComparison.Ordinal);
        Assert.Contains("\"auth_required\":true", a, StringComparison.Ordinal);
        Assert.Contains("me@relay.test", a, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\"", b, StringComparison.Ordinal);
        Assert.Contains("\"auth_required\":false", b, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measurements_name_a_named_relay_and_stay_as_they_are_for_the_default_one()
    {
        await using var relays = await new RelayGroup().StartAsync();
        await using var a = await relays.ConnectAsync("a");
        await a.PublishAllAsync(_author.Note(), _author.Note("two"));
        await using var main = await relays.ConnectAsync(null);
        await main.PublishAllAsync(_author.Note("three"));
        using var http = new HttpClient { BaseAddress = relays.HttpAddress };
        var lines = (await http.GetStringAsync("/metrics")).Split('\n');

        Assert.Contains("relay_events_accepted_total{relay=\"a\",outcome=\"new\"} 2", lines);
        Assert.Contains("relay_events_accepted_total{outcome=\"new\"} 1", lines);
        Assert.Contains("relay_connections 1", lines);
        Assert.Contains("relay_connections{relay=\"a\"} 1", lines);
        Assert.Single(lines, static line => line == "# TYPE relay_connections gauge");
        Assert.Contains(lines, static line => line.StartsWith("relay_sent_bytes_total{relay=\"a\"} ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.Contains("relay=\"b\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_engine_of_each_relay_publishes_and_counts_for_it_alone()
    {
        await using var relays = await new RelayGroup().StartAsync();
        Assert.Equal(StoreStatus.Stored, (await relays.Engine("a").PublishAsync(_author.Note())).Status);
        Assert.Equal(1, await CountAsync(relays, "a"));
        Assert.Equal(0, await CountAsync(relays, "b"));
        await using var client = await relays.ConnectAsync("a");
        await client.QueryAsync("{}");
        Assert.Equal((1, 0, 0), (relays.Engine("a").Connections, relays.Engine("b").Connections, relays.Engine(null).Connections));
    }

    static Dictionary<string, string?> Addresses() => new()
    {
        ["Relay:PublicUrl"] = "ws://relay.test",
        ["Relay:Authentication:Challenge"] = "OnConnect",
        ["Relays:a:PublicUrl"] = "ws://relay.test/a",
        ["Relays:b:PublicUrl"] = "ws://relay.test/b",
    };

    static async Task<long> CountAsync(RelayGroup relays, string? name)
    {
        await using var client = await relays.ConnectAsync(name);
        return await client.CountAsync("""{"kinds":[1]}""");
    }

    static async Task<string> InformationAsync(RelayGroup relays, string? name)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Accept.ParseAdd("application/nostr+json");
        using var answer = await http.GetAsync(new Uri(relays.HttpAddress, "/" + name));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
