using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-11: the information document.</summary>
public sealed class Nip11Tests
{
    static readonly RelayOptions Options = new()
    {
        Information = new InformationOptions
        {
            Name = "Test <relay>",
            Description = "Says \"hello\" ☃",
            Banner = "https://example.com/banner.png",
            Icon = "https://example.com/icon.png",
            Pubkey = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg", // the example of NIP-19
            Contact = "mailto:admin@example.com",
            TermsOfService = "https://example.com/terms",
        },
        Limits = new LimitsOptions
        {
            MaxMessageBytes = 100_000,
            MaxSubscriptions = 7,
            MaxLimit = 70,
            DefaultLimit = 60,
            MaxSubscriptionIdLength = 30,
            MaxEventTags = 500,
            CreatedAtMaxSecondsAhead = 123,
        },
    };

    [Fact]
    public async Task Fees_are_announced_as_configured()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = new()
            {
                ["Information:PaymentsUrl"] = "https://example.com/pay",
                ["Information:Fees:0:Purpose"] = "Subscription",
                ["Information:Fees:0:Amount"] = "5000000",
                ["Information:Fees:0:PeriodSeconds"] = "2592000",
                ["Information:Fees:1:Purpose"] = "Publication",
                ["Information:Fees:1:Amount"] = "100",
                ["Information:Fees:1:Kinds"] = "4,1059",
                ["Information:Fees:2:Purpose"] = "Subscription",
                ["Information:Fees:2:Amount"] = "7",
                ["Information:Fees:2:Unit"] = "sats",
                ["Information:Fees:2:PeriodSeconds"] = "60",
            },
        });

        var document = await GetAsync(relay);

        Assert.Equal("https://example.com/pay", (string?)document["payments_url"]);
        Assert.True((bool)document["limitation"]!["payment_required"]!);
        Assert.Equal(
            """{"subscription":[{"amount":5000000,"unit":"msats","period":2592000},{"amount":7,"unit":"sats","period":60}],"publication":"""
            + """[{"kinds":[4,1059],"amount":100,"unit":"msats"}]}""",
            document["fees"]!.ToJsonString());
    }

    [Fact]
    public async Task Document_says_what_the_options_say()
    {
        await using var relay = await TestRelay.StartAsync(new() { Options = Options });

        var document = await GetAsync(relay);

        Assert.Equal("Test <relay>", (string?)document["name"]);
        Assert.Equal("Says \"hello\" ☃", (string?)document["description"]);
        Assert.Equal("https://example.com/banner.png", (string?)document["banner"]);
        Assert.Equal("https://example.com/icon.png", (string?)document["icon"]);
        Assert.Equal("7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e", (string?)document["pubkey"]);
        Assert.Equal("mailto:admin@example.com", (string?)document["contact"]);
        Assert.Equal("https://example.com/terms", (string?)document["terms_of_service"]);
        // A build that does not know its repository leaves the value out, instead of giving text that is not a URL.
        Assert.True(document["software"] is not { } software || Uri.TryCreate((string?)software, UriKind.Absolute, out _));
        Assert.NotEmpty((string?)document["version"] ?? "");
        var nips = document["supported_nips"]!.AsArray().Select(static nip => (int)nip!).ToHashSet();
        Assert.Superset(new HashSet<int> { 1, 9, 11, 40, 45, 62 }, nips);
        var limitation = document["limitation"]!.AsObject();
        Assert.Equal(100_000, (int)limitation["max_message_length"]!);
        Assert.Equal(7, (int)limitation["max_subscriptions"]!);
        Assert.Equal(70, (int)limitation["max_limit"]!);
        Assert.Equal(60, (int)limitation["default_limit"]!);
        Assert.Equal(30, (int)limitation["max_subid_length"]!);
        Assert.Equal(500, (int)limitation["max_event_tags"]!);
        Assert.Equal(123, (int)limitation["created_at_upper_limit"]!);
        Assert.False((bool)limitation["auth_required"]!);
        Assert.False((bool)limitation["payment_required"]!);
        Assert.False((bool)limitation["restricted_writes"]!);
    }

    [Fact]
    public async Task What_is_not_configured_is_left_out()
    {
        await using var relay = await TestRelay.StartAsync();
        var document = await GetAsync(relay);
        var members = document.Select(static member => member.Key).Except(["name", "description", "software"]);
        Assert.Equal(["supported_nips", "version", "limitation"], members);
        Assert.DoesNotContain(document, static member => member.Value is null || member.Value.ToString().Length == 0);
    }

    [Fact]
    public async Task Every_answer_allows_every_origin()
    {
        await using var relay = await TestRelay.StartAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var answer = await http.SendAsync(Request(HttpMethod.Get));

        Assert.Equal("application/nostr+json", answer.Content.Headers.ContentType?.ToString());
        AssertAllowsAll(answer);
        using var page = await http.GetAsync("/");
        AssertAllowsAll(page);
    }

    [Fact]
    public async Task Preflight_is_answered_without_content()
    {
        await using var relay = await TestRelay.StartAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var request = new HttpRequestMessage(HttpMethod.Options, "/");
        request.Headers.Add("Origin", "https://client.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "authorization, content-type, accept");

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        AssertAllowsAll(answer);
        Assert.Equal("86400", Assert.Single(answer.Headers.GetValues("Access-Control-Max-Age")));
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_content()
    {
        await using var relay = await TestRelay.StartAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var get = await http.SendAsync(Request(HttpMethod.Get));
        using var head = await http.SendAsync(Request(HttpMethod.Head));

        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal("application/nostr+json", head.Content.Headers.ContentType?.ToString());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("application/nostr+json, */*", true)]
    [InlineData("APPLICATION/NOSTR+JSON; q=0.9, text/html; q=0.1", true)]
    [InlineData("text/html", false)]
    [InlineData("*/*", false)]
    public async Task Accept_decides_between_document_and_page(string accept, bool isDocument)
    {
        await using var relay = await TestRelay.StartAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await http.SendAsync(request);
        Assert.Equal(isDocument ? "application/nostr+json" : "text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Other_methods_are_not_allowed(string method)
    {
        await using var relay = await TestRelay.StartAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        AssertAllowsAll(answer);
    }

    [Fact]
    public async Task Hook_may_change_the_document_and_add_to_it()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = static relay => relay.OverwriteRelayInformation(static (_, information) => information with
            {
                Self = new string('a', 64),
                SupportedNips = [.. information.SupportedNips, 29],
                Limitation = information.Limitation with { RestrictedWrites = true },
                Extra = new JsonObject { ["nip29"] = new JsonObject { ["subgroups"] = true }, ["nothing"] = null },
            }),
        });

        var document = await GetAsync(relay);

        Assert.Equal(new string('a', 64), (string?)document["self"]);
        Assert.Contains(29, document["supported_nips"]!.AsArray().Select(static nip => (int)nip!));
        Assert.True((bool)document["limitation"]!["restricted_writes"]!);
        Assert.True((bool)document["nip29"]!["subgroups"]!);
        Assert.True(document.ContainsKey("nothing"));
    }

    static async Task<JsonObject> GetAsync(TestRelay relay)
    {
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var answer = await http.SendAsync(Request(HttpMethod.Get));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    static HttpRequestMessage Request(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, "/");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/nostr+json"));
        return request;
    }

    static void AssertAllowsAll(HttpResponseMessage answer)
    {
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("Authorization, Content-Type, Accept, *", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Equal("GET, HEAD, OPTIONS", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Methods")));
    }
}
