using System.Globalization;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Plugins in the languages that operators write them in, by the protocol that strfry has published.</summary>
public sealed class PluginProtocolTests
{
    readonly Author _alice = new();

    [Theory]
    [InlineData("policy.py")]
    [InlineData("policy.js")]
    public async Task Events_are_accepted_refused_and_shadowed_as_the_plugin_says(string script)
    {
        await using var relay = await PluginRelay.AskingAsync(Interpreter.Script(script));
        await using var client = await relay.ConnectAsync();
        NostrEvent accepted = _alice.Note("hello"), shadowed = _alice.Note("shadow");

        await client.PublishAllAsync(accepted, shadowed);
        Assert.Equal("rate-limited: slow down", await RefusalAsync(client, "reject"));
        Assert.Equal("blocked: not \"here\" → there", await RefusalAsync(client, "reject without prefix"));
        Assert.Equal("blocked: not accepted by this relay's policy", await RefusalAsync(client, "reject without text"));
        Assert.Equal([accepted.Id], (await client.QueryAsync("{}")).Ids);
        Assert.Empty(relay.Log.Records);
    }

    [Theory]
    [InlineData("policy.py")]
    [InlineData("policy.js")]
    public async Task Plugin_learns_what_strfry_tells_it(string script)
    {
        await using var relay = await PluginRelay.AskingAsync(Interpreter.Script(script));
        await using var client = await relay.ConnectAsync();

        Assert.Equal(
            "blocked: {\"isTime\": true, "
            + "\"members\": [\"id\", \"pubkey\", \"created_at\", \"kind\", \"tags\", \"content\", \"sig\"], "
            + "\"sourceInfo\": \"127.0.0.1\", \"sourceType\": \"IP4\", \"type\": \"new\"}",
            await RefusalAsync(client, "tell"));
    }

    [Fact]
    public async Task Plugin_learns_which_keys_the_client_has_proved()
    {
        const string address = "wss://relay.example.com";
        var (first, second) = (new Author(), new Author());
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = new()
            {
                ["PublicUrl"] = address,
                ["Authentication:Challenge"] = "OnConnect",
                ["Policies:Plugin:Command"] = Interpreter.Script("policy.py"),
            },
        });
        await using var client = await relay.ConnectAsync();

        await client.AuthenticateAsync(first, address);
        Assert.Contains($"\"authed\": \"{first.Hex}\", \"isTime\"", await RefusalAsync(client, "tell"), StringComparison.Ordinal);
        await client.AuthenticateAsync(second, address);
        Assert.Contains(
            $"\"authed\": \"{first.Hex}\", \"authedKeys\": [\"{first.Hex}\", \"{second.Hex}\"]",
            await RefusalAsync(client, "tell"), StringComparison.Ordinal);
        await client.AuthenticateAsync(_alice, address);
        Assert.Contains($"\"authed\": \"{_alice.Hex}\", \"authedKeys\"", await RefusalAsync(client, "tell"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy.py")]
    [InlineData("policy.js")]
    public async Task Queries_are_refused_as_the_plugin_says_if_it_is_asked_about_them(string script)
    {
        await using var relay = await PluginRelay.AskingAsync(Interpreter.Script(script), ("Reads", "true"));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_alice.Note("hello"));

        Assert.Equal("restricted: no direct messages", (await client.ReqAsync("a", "{\"kinds\":[1]}", "{\"kinds\":[4]}")).Closed);
        Assert.Equal("restricted: no direct messages", (await client.CountAsync("a", ["{\"kinds\":[4]}"]) as ClosedReply)?.Message);
        Assert.Single((await client.ReqAsync("a", "{\"kinds\":[1]}")).Events);
        Assert.Equal(1, await client.CountAsync("{\"#t\":[\"\\\"\\u0001é\"]}") + await client.CountAsync("{}"));
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task Plugin_that_takes_its_time_has_many_events_at_once()
    {
        Assert.InRange(await MostAtOnceAsync(100), 10, 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Plugin_has_no_more_events_at_once_than_allowed(int maximum)
    {
        Assert.Equal(maximum, await MostAtOnceAsync(20, ("MaxInFlight", $"{maximum}")));
    }

    /// <summary>Publishes events at once. Returns the most unanswered events that the plugin had.</summary>
    async Task<int> MostAtOnceAsync(int count, params (string, string?)[] settings)
    {
        await using var relay = await PluginRelay.AskingAsync(Interpreter.Script("many_at_once.py"), settings);
        await using var client = await relay.ConnectAsync();
        var notes = Enumerable.Range(0, count).Select(i => _alice.Note($"{i}")).ToList();
        foreach (var note in notes)
            await client.SendEventAsync(note);
        foreach (var note in notes)
            Assert.True((await client.OkAsync(note.Id.ToString())).Accepted);

        return int.Parse((await RefusalAsync(client, "report"))["blocked: ".Length..], CultureInfo.InvariantCulture);
    }

    async Task<string> RefusalAsync(RelayClient client, string content)
    {
        var ok = await client.PublishAsync(_alice.Note(content));
        Assert.False(ok.Accepted, ok.Text);
        return ok.Message;
    }
}
