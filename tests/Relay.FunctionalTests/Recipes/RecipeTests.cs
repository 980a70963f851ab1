using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Runs every recipe of <c>docs/recipes.md</c> as it is printed there.</summary>
public sealed class RecipeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _member = new();
    readonly Author _stranger = new();

    public RecipeTests()
    {
        foreach (var (name, text) in RecipePage.Files)
            _folder.Write(name, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.File("policy.py"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in new[] { "members.txt", "paid.txt" })
            File.AppendAllText(_folder.File(file), $"{_member.Hex} # another one\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Community_relay_lets_members_write_and_everybody_read()
    {
        await using var relay = await StartAsync("community");
        await using var client = await relay.ConnectAsync();
        var note = _member.Note();
        await client.PublishAllAsync(note, _stranger.Event(0), _stranger.Event(10002));
        AssertRefused("restricted: ", await client.PublishAsync(_stranger.Note()));
        Assert.Equal([note.Id], (await client.QueryAsync("""{"kinds":[1]}""")).Ids);
    }

    [Fact]
    public async Task Private_relay_is_open_to_members_only()
    {
        await using var relay = await StartAsync("private");
        await using var client = await relay.ConnectAsync();
        AssertRefused("auth-required: ", await client.PublishAsync(_member.Note()));
        Assert.StartsWith("auth-required: ", (await client.QueryAsync("""{"kinds":[0]}""")).Closed, StringComparison.Ordinal);

        await using var stranger = await relay.ConnectAsync();
        await stranger.AuthenticateAsync(_stranger, "wss://relay.example.com");
        AssertRefused("restricted: ", await stranger.PublishAsync(_stranger.Event(0)));
        Assert.StartsWith("restricted: ", (await stranger.QueryAsync("{}")).Closed, StringComparison.Ordinal);
        Assert.StartsWith(
            "restricted: ", Assert.IsType<ClosedReply>(await stranger.CountAsync("c", """{"kinds":[0]}""")).Message,
            StringComparison.Ordinal);

        await client.AuthenticateAsync(_member, "wss://relay.example.com");
        var note = _member.Note();
        await client.PublishAllAsync(note);
        Assert.Equal([note.Id], (await client.QueryAsync("{}")).Ids);
        Assert.True((bool)(await InformationAsync(relay))["limitation"]!["auth_required"]!);
    }

    [Fact]
    public async Task Inbox_relay_takes_what_is_addressed_to_members_and_serves_them()
    {
        await using var relay = await StartAsync("inbox");
        await using var stranger = await relay.ConnectAsync();
        var wrap = _stranger.Event(1059, tags: ["p", _member.Hex]);
        await stranger.PublishAllAsync(wrap, _stranger.Event(9735, tags: ["p", _member.Hex]), _stranger.Event(10050));
        AssertRefused("restricted: ", await stranger.PublishAsync(_stranger.Event(1059, tags: ["p", _stranger.Hex])));
        // A typical event of bots that answer everybody.
        AssertRefused("restricted: ", await stranger.PublishAsync(_stranger.Note(tags: ["p", _member.Hex])));
        Assert.StartsWith("auth-required: ", (await stranger.QueryAsync("""{"kinds":[1]}""")).Closed, StringComparison.Ordinal);
        Assert.Single((await stranger.QueryAsync("""{"kinds":[10050]}""")).Events);
        await stranger.AuthenticateAsync(_stranger, "wss://inbox.example.com");
        Assert.StartsWith("restricted: ", (await stranger.QueryAsync("""{"kinds":[1]}""")).Closed, StringComparison.Ordinal);

        await using var member = await relay.ConnectAsync();
        await member.AuthenticateAsync(_member, "wss://inbox.example.com");
        Assert.Equal([wrap.Id], (await member.QueryAsync($$"""{"kinds":[1059],"#p":["{{_member.Hex}}"]}""")).Ids);
    }

    [Fact]
    public async Task Paid_relay_takes_events_of_those_who_have_paid_and_tells_where()
    {
        await using var relay = await StartAsync("paid");
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_member.Note());
        AssertRefused("restricted: ", await client.PublishAsync(_stranger.Note()));
        var information = await InformationAsync(relay);
        Assert.Equal("https://paid.example.com/join", (string?)information["payments_url"]);
        Assert.Equal("""{"admission":[{"amount":21000000,"unit":"msats"}]}""", information["fees"]!.ToJsonString());
        Assert.True((bool)information["limitation"]!["payment_required"]!);
        Assert.True((bool)information["limitation"]!["restricted_writes"]!);
    }

    [Fact]
    public async Task Relay_of_a_web_of_trust_refuses_whom_the_web_does_not_reach()
    {
        await using var relay = await StartAsync("trust");
        await using var client = await relay.ConnectAsync();
        AssertRefused("blocked: ", await client.PublishAsync(_stranger.Note()));
        // The key of NIP-19's npub example.
        const string seed = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
        await client.PublishAllAsync(
            _stranger.Event(3, tags: ["p", _member.Hex]),
            _stranger.Event(1059, tags: ["p", seed]), _stranger.Event(9735, tags: ["p", seed]));
        AssertRefused("blocked: ", await client.PublishAsync(_stranger.Note(tags: ["p", seed])));
    }

    [Fact]
    public async Task Public_relay_asks_its_plugin_last()
    {
        await using var relay = await StartAsync("plugin");
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_member.Note("fine"));
        AssertRefused("blocked: not this word", await client.PublishAsync(_member.Note("forbidden")));
    }

    [Fact]
    public async Task Relay_under_attack_refuses_each_wave_and_takes_what_people_write()
    {
        // Through a proxy, because clients on this machine are exempt from limits by address.
        await using var relay = await StartAsync("attack", ("Network:TrustedProxies:0", "127.0.0.1"));
        await using var client = await ConnectAsync(relay, "198.51.100.1");

        await client.PublishAllAsync(_member.Event(0), _member.Note("good morning"), _member.Note("a reply", tags: ["p", _stranger.Hex]));
        AssertRefused("blocked: ", await client.PublishAsync(_member.Note("the best c\u0430sin\u043e")));
        AssertRefused("blocked: ", await client.PublishAsync(_member.Note("see https://www.spam.example/now")));
        AssertRefused("invalid: ", await client.PublishAsync(
            _member.Note("x", tags: [.. Enumerable.Range(0, 21).Select(static i => new[] { "t", $"{i}" })])));
        AssertRefused("blocked: ", await client.PublishAsync(
            _member.Note("x", tags: [.. Enumerable.Range(0, 51).Select(static _ => new[] { "p", new Author().Hex })])));

        await using var flood = await ConnectAsync(relay, "198.51.100.2");
        for (var i = 0; i < 5; i++)
            Assert.True((await flood.PublishAsync(new Author().Event(0))).Accepted);
        AssertRefused("rate-limited: ", await flood.PublishAsync(new Author().Event(0)));
        await using var campaign = await ConnectAsync(relay, "198.51.100.3");
        for (var i = 0; i < 4; i++)
        {
            var text = $"get rich with our wonderful new coin before everybody else does {(char)('a' + i)}";
            var ok = await campaign.PublishAsync(new Author().Note(text));
            Assert.Equal(i < 3, ok.Accepted);
        }
        await client.PublishAllAsync(_member.Note("good night"));
    }

    [Fact]
    public void Every_file_that_a_recipe_names_is_printed() =>
        Assert.Equal(RecipePage.NamedFiles.Order(), RecipePage.Files.Keys.Order());

    [Fact]
    public void Every_recipe_in_settings_is_run_here() =>
        Assert.Equal(["community", "private", "inbox", "paid", "trust", "plugin", "attack"], RecipePage.Names);

    [Fact]
    public void Code_on_the_page_is_the_code_that_is_run_here()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "tests/Relay.FunctionalTests/Recipes/CodeRecipes.cs"));
        var methods = source.Replace("    public static", "    static", StringComparison.Ordinal)
            .Replace("\n    ", "\n", StringComparison.Ordinal);
        Assert.Equal(4, RecipePage.CodeBlocks.Count);
        Assert.All(RecipePage.CodeBlocks, code => Assert.Contains(code, methods, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Community_and_privacy_in_code()
    {
        await using var relay = await StartAsync(relay => relay.AddCommunity(Members).AddPrivacy(Members));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_member.Note(), _stranger.Event(0));
        AssertRefused("restricted: ", await client.PublishAsync(_stranger.Note()));
        Assert.StartsWith("auth-required: ", (await client.QueryAsync("{}")).Closed, StringComparison.Ordinal);
        await client.AuthenticateAsync(_stranger, Own);
        Assert.StartsWith("restricted: ", (await client.QueryAsync("{}")).Closed, StringComparison.Ordinal);
        Assert.IsType<ClosedReply>(await client.CountAsync("c", "{}"));
        await client.AuthenticateAsync(_member, Own);
        Assert.Equal(2, (await client.QueryAsync("{}")).Events.Count);
    }

    [Fact]
    public async Task Inbox_in_code()
    {
        await using var relay = await StartAsync(relay => relay.AddInbox(Members));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_stranger.Event(1059, tags: [["p", _stranger.Hex], ["p", _member.Hex]]));
        AssertRefused("blocked: ", await client.PublishAsync(_member.Event(1059, tags: [["p", "nobody"], ["P", _member.Hex]])));
        AssertRefused("blocked: ", await client.PublishAsync(_stranger.Note(tags: ["p", _member.Hex])));
    }

    [Fact]
    public async Task Payment_in_code()
    {
        await using var relay = await StartAsync(relay => relay.AddPayment(Members));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_member.Note());
        AssertRefused("restricted: pay at ", await client.PublishAsync(_stranger.Note()));
        Assert.Equal("https://paid.example.com/join", (string?)(await InformationAsync(relay))["payments_url"]);
    }

    const string Own = "wss://relay.example.com";

    MemberList Members => new([_member.PublicKey]);

    Task<TestRelay> StartAsync(string recipe, params (string Key, string Value)[] others)
    {
        var settings = RecipePage.Settings(recipe, _folder.Path);
        foreach (var (key, value) in others)
            settings[key] = value;
        return TestRelay.StartAsync(new() { Settings = settings });
    }

    static Task<RelayClient> ConnectAsync(TestRelay relay, string address) =>
        RelayClient.ConnectAsync(relay.Address, configure: options => options.SetRequestHeader("X-Forwarded-For", address));

    static Task<TestRelay> StartAsync(Action<RelayBuilder> configure) =>
        TestRelay.StartAsync(new()
        {
            Options = new RelayOptions
            {
                PublicUrl = Own,
                Authentication = new AuthenticationOptions { Challenge = AuthenticationChallenge.OnConnect },
            },
            Configure = configure,
        });

    static async Task<JsonNode> InformationAsync(TestRelay relay)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { { "Accept", "application/nostr+json" } } };
        return JsonNode.Parse(await http.GetStringAsync(relay.HttpAddress))!;
    }

    static void AssertRefused(string prefix, OkReply ok)
    {
        Assert.False(ok.Accepted, ok.Text);
        Assert.StartsWith(prefix, ok.Message, StringComparison.Ordinal);
    }

    sealed class MemberList(HashSet<Bytes32> keys) : IMembers
    {
        public ValueTask<bool> ContainsAsync(Bytes32 key, CancellationToken cancel) => new(keys.Contains(key));
    }
}
