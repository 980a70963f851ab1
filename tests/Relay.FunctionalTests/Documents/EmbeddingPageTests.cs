using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Relay.Nostr;
using Relay.Storage.Lmdb;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Runs the programs of <c>docs/embedding.md</c> as they are printed there.</summary>
public sealed partial class EmbeddingPageTests
{
    const string Page = "docs/embedding.md";

    static readonly PrintedBlock[] Programs = [.. PrintedBlock.Of(Page).Where(static block => PrintedCode.IsProgram(block.Code))];

    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public void Every_program_is_run_here() => Assert.Equal(
        ["The first relay", "Public", "Paid", "Two stores", "A source of one's own", "Four in one"],
        Programs.Select(static block => block.Heading));

    [Fact]
    public async Task First_relay_keeps_what_clients_publish()
    {
        await using var program = await StartAsync("The first relay");
        await using var client = await program.ConnectAsync();
        var note = _alice.Note();
        await client.PublishAllAsync(note);

        Assert.Equal([note.Id], (await client.QueryAsync("{}")).Ids);
        await program.EndAsync();
        await using var store = new LmdbEventStore(Path.Combine(program.Folder, "data"));
        Assert.True(store.Contains(note.Id));
    }

    [Fact]
    public async Task Public_relay_takes_events_of_everybody_up_to_its_rate()
    {
        await using var program = await StartAsync("Public", "--Relay:Network:TrustedProxies:0", "127.0.0.1");
        await using var client = await RelayClient.ConnectAsync(
            program.Address, configure: static options => options.SetRequestHeader("X-Forwarded-For", "198.51.100.1"));
        for (var i = 0; i < 120; i++)
            Assert.True((await client.PublishAsync(_alice.Note($"{i}"))).Accepted);

        // While these were stored, some of the limit may have come back.
        var refused = 0;
        for (var i = 0; i < 120; i++)
        {
            var answer = await client.PublishAsync(_bob.Note($"{i}"));
            refused += answer.Accepted ? 0 : 1;
            Assert.True(answer.Accepted || answer.Message.StartsWith("rate-limited: ", StringComparison.Ordinal), answer.Message);
        }
        Assert.True(refused > 0);
    }

    [Fact]
    public async Task Paid_relay_takes_events_of_keys_that_have_paid()
    {
        await using var program = await StartAsync("Paid", "--PaymentSecret", "known to the payment service");
        await using var client = await program.ConnectAsync();
        Assert.Equal("restricted: pay at https://paid.example.com/join to write here", (await client.PublishAsync(_alice.Note())).Message);

        Assert.Equal(HttpStatusCode.Unauthorized, await PayAsync(program, _alice.Hex, "a guess"));
        Assert.False((await client.PublishAsync(_alice.Note())).Accepted);
        Assert.Equal(HttpStatusCode.BadRequest, await PayAsync(program, "no key", "known to the payment service"));
        Assert.Equal(HttpStatusCode.OK, await PayAsync(program, _alice.Hex, "known to the payment service"));
        Assert.Equal(HttpStatusCode.OK, await PayAsync(program, _alice.Hex, "known to the payment service"));

        await client.PublishAllAsync(_alice.Note());
        Assert.False((await client.PublishAsync(_bob.Note())).Accepted);
        Assert.Equal([_alice.Hex], await File.ReadAllLinesAsync(Path.Combine(program.Folder, "paid.txt")));
        using var http = new HttpClient { DefaultRequestHeaders = { { "Accept", "application/nostr+json" } } };
        var information = await http.GetStringAsync(program.HttpAddress);
        Assert.Contains("\"payments_url\":\"https://paid.example.com/join\"", information, StringComparison.Ordinal);
        Assert.Contains("\"payment_required\":true", information, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Articles_have_a_store_of_their_own()
    {
        await using var program = await StartAsync("Two stores");
        await using var client = await program.ConnectAsync();
        var article = _alice.Event(Kind.Article, at: Author.FirstTime + 1, tags: ["d", "x"]);
        var note = _alice.Note(at: Author.FirstTime);
        await client.PublishAllAsync(article, note);

        Assert.Equal([article.Id, note.Id], (await client.QueryAsync("{}")).Ids);
        await program.EndAsync();
        await using var articles = new LmdbEventStore(Path.Combine(program.Folder, "data", "articles"));
        await using var rest = new LmdbEventStore(Path.Combine(program.Folder, "data", "rest"));
        Assert.Equal((true, false), (articles.Contains(article.Id), articles.Contains(note.Id)));
        Assert.Equal((false, true), (rest.Contains(article.Id), rest.Contains(note.Id)));
    }

    [Fact]
    public async Task Weather_comes_from_a_function()
    {
        await using var program = await StartAsync("A source of one's own");
        await using var client = await program.ConnectAsync();
        Assert.Equal("blocked: this relay only tells the weather", (await client.PublishAsync(_alice.Note())).Message);

        var reports = (await client.QueryAsync("""{"kinds":[23050],"#t":["london","lima"]}""")).Events;
        Assert.Equal(
            ["The sky over lima is ", "The sky over london is "], reports.Select(static e => Sky().Replace(e.Content, "")).Order());
        Assert.Single((await client.QueryAsync("""{"kinds":[23050],"#t":["london","lima"],"limit":1}""")).Events);
        Assert.Empty((await client.QueryAsync("""{"kinds":[1],"#t":["london"]}""")).Events);
    }

    [Fact]
    public void Four_in_one_is_the_sample_that_FourRelaysTests_runs() =>
        Assert.Equal(Read("samples/FourRelays/Program.cs"), Programs.Single(static block => block.Heading == "Four in one").Code);

    [Fact]
    public void Lines_and_characters_are_counted_as_the_page_says()
    {
        var page = Read(Page);
        var settings = PrintedBlock.LinesOf(Read("samples/FourRelays/appsettings.json"));
        Assert.Contains($"are in a file of {settings.Count} lines", page, StringComparison.Ordinal);
        var characters = settings.Sum(CharactersOf);
        foreach (var program in Programs[1..])
        {
            var lines = PrintedBlock.LinesOf(program.Code);
            characters += lines.Sum(CharactersOf);
            var count = lines.Count + (program.Heading == "Four in one" ? settings.Count : 0);
            Assert.Matches($@"\n\| \[{Regex.Escape(program.Heading)}\]\(#[a-z-]+\) \| {count} \|", page);
        }
        Assert.Contains(characters.ToString("N0", CultureInfo.InvariantCulture) + " characters here", page, StringComparison.Ordinal);
    }

    static int CharactersOf(string line) => line.Count(static c => !char.IsWhiteSpace(c));

    static Task<PrintedProgram> StartAsync(string heading, params string[] arguments) =>
        PrintedProgram.StartAsync(Programs.Single(block => block.Heading == heading), arguments);

    static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    static async Task<HttpStatusCode> PayAsync(PrintedProgram program, string key, string secret)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(program.HttpAddress, $"/paid/{Uri.EscapeDataString(key)}"));
        request.Headers.TryAddWithoutValidation("Authorization", secret);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    [GeneratedRegex("(sunny|cloudy|rain|snow|fog)$")]
    private static partial Regex Sky();
}
