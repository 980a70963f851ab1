using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

/// <summary>Policies that read what people write.</summary>
public sealed class TextPolicyTests
{
    // The key of NIP-19's npub example.
    const string Npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";

    readonly Author _alice = new();

    [Theory]
    [InlineData("data:image/png;base64,iVBORw0KGgo=", true)]
    [InlineData("look: data:video/mp4;codecs=avc1;base64,AAAA", true)]
    [InlineData("![x](DATA:Image/SVG+XML;BASE64,PHN2Zz4=)", true)]
    [InlineData("a\"\n\tdata:image/gif;base64,R0", true)]
    [InlineData("data:image/svg+xml,<svg/>", false)]
    [InlineData("data:audio/ogg;base64,T2dnUw==", true)]
    [InlineData("data:application/octet-stream;base64,iVBORw0KGgo=", true)]
    [InlineData("data:;base64,iVBORw0KGgo=", true)]
    [InlineData("data:;charset=utf-8;base64,iVBORw0KGgo=", true)]
    [InlineData("data: image/png ; base64 ,iVBORw0KGgo=", true)]
    [InlineData("data:image/\npng;base\t64,iVBORw0KGgo=", true)]
    [InlineData("""{"picture":"data:image\/png;base64,iVBORw0KGgo="}""", true)]
    [InlineData("""{"picture":"data:image\u002fpng;base64\u002CiVBORw0KGgo="}""", true)]
    [InlineData("""{"content":"{\"picture\":\"\\u0064ata\\u003aimage\\/png;base64,iVBORw0KGgo=\"}"}""", true)]
    [InlineData("data:text/plain;base64,aGVsbG8=", false)]
    [InlineData("data:application/json;base64,e30=", false)]
    [InlineData("data:,base64", false)]
    [InlineData("data:;base65,AA", false)]
    [InlineData("data:image\\u00e9/png;base64,AA", false)]
    [InlineData("\\\\u00", false)]
    [InlineData("\\", false)]
    [InlineData("data:image/png;base64", false)]
    [InlineData("https://example.com/data:image", false)]
    [InlineData("data:", false)]
    [InlineData("::::", false)]
    [InlineData("", false)]
    public async Task Media_in_the_text_is_refused(string content, bool isRefused)
    {
        Assert.Equal(
            isRefused ? "blocked: media in the text is not accepted here; link to it instead" : "",
            await Judge.EventAsync(new Base64MediaPolicy(), _alice.Note(content)));
    }

    [Fact]
    public async Task Parameters_may_be_of_any_length()
    {
        var padding = new string('x', 100_000);

        Assert.NotEqual("", await Judge.EventAsync(new Base64MediaPolicy(), _alice.Note($"data:image/png;a={padding};base64,AA")));
        Assert.Equal("", await Judge.EventAsync(new Base64MediaPolicy(), _alice.Note($"data:image/png;a={padding};base64")));
    }

    [Theory]
    [InlineData("data:x, data:image/png;base64,AA", true)]
    [InlineData("data:data:image/png;base64,AA", true)]
    [InlineData("data:application/octet-stream2;base64,AA", false)]
    [InlineData("data:image/png;base64 data:text/plain,AA", false)]
    [InlineData("data:base64,AA", false)]
    public async Task Each_URL_is_looked_at(string content, bool isRefused) =>
        Assert.Equal(isRefused, await Judge.EventAsync(new Base64MediaPolicy(), _alice.Note(content)) != "");

    [Theory]
    [InlineData(1, "hello " + Npub, true)]
    [InlineData(1, "hello nostr:" + Npub, false)]
    [InlineData(30023, "line\n" + Npub, true)]
    [InlineData(0, "{\"about\":\"" + Npub + "\"}", false)]
    public async Task References_without_their_scheme_are_refused_where_people_read_them(int kind, string content, bool isRefused)
    {
        Assert.Equal(
            isRefused ? "blocked: references to people and events must begin with nostr:" : "",
            await Judge.EventAsync(new UnprefixedReferencesPolicy(new()), _alice.Event(kind, content)));
    }

    [Fact]
    public async Task Different_people_are_counted_where_tags_are_mentions()
    {
        var policy = new MentionFloodPolicy(new MentionFloodOptions { MaxMentions = 2 });
        var people = new[] { new Author(), new Author(), new Author() }.Select(static a => new[] { "p", a.Hex }).ToArray();

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note(tags: [people[0], people[1], people[0], ["p", "nobody"]])));
        Assert.Equal("blocked: more than 2 people are mentioned", await Judge.EventAsync(policy, _alice.Note(tags: people)));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(3, tags: people)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(42)]
    [InlineData(1068)]
    [InlineData(1111)]
    [InlineData(1311)]
    [InlineData(30023)]
    public async Task Kinds_that_notify_people_are_counted(int kind)
    {
        var e = _alice.Event(kind, tags: [["p", _alice.Hex], ["p", new Author().Hex]]);

        Assert.Equal(
            "blocked: more than 1 people are mentioned", await Judge.EventAsync(new MentionFloodPolicy(new() { MaxMentions = 1 }), e));
    }

    [Fact]
    public async Task People_in_the_text_are_counted_beside_those_in_tags_each_once()
    {
        var policy = new MentionFloodPolicy(new MentionFloodOptions { MaxMentions = 3 });
        var people = new[] { new Author(), new Author(), new Author(), new Author() };
        var names = people.Select(static person => Nip19.EncodePublicKey(person.PublicKey.Span)).ToArray();
        string[][] tags = [["p", people[0].Hex], ["p", people[1].Hex]];

        var three = $"nostr:{names[0]} {names[0]} @{names[1]}\n{names[2]}";
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note(three, tags: tags)));
        Assert.Equal(
            "blocked: more than 3 people are mentioned", await Judge.EventAsync(policy, _alice.Note(three + names[3], tags: tags)));
        Assert.Equal("blocked: more than 3 people are mentioned", await Judge.EventAsync(policy, _alice.Note(string.Concat(names))));
    }

    [Fact]
    public void No_text_that_is_compared_has_more_characters_than_can_be_asked_for()
    {
        Assert.Equal(4_096, Bind<PoliciesOptions>(("Relay:Policies:DuplicateText:MinCharacters", "4096")).DuplicateText.MinCharacters);
        Assert.Single(ProblemsOf(("Relay:Policies:DuplicateText:MinCharacters", "4097")));
    }

    [Theory]
    [InlineData("MentionFlood:MaxMentions", "MentionFlood:Kinds")]
    [InlineData("DuplicateText:MaxCopies", "DuplicateText:Kinds")]
    [InlineData("UnprefixedReferences:Enabled", "UnprefixedReferences:Kinds")]
    public void A_policy_without_kinds_is_a_mistake(string limit, string kinds)
    {
        var on = limit.EndsWith("Enabled", StringComparison.Ordinal) ? "true" : "1";

        Assert.Equal(
            [$"Relay:Policies:{kinds} names no kind"], ProblemsOf(($"Relay:Policies:{limit}", on), ($"Relay:Policies:{kinds}", "")));
    }
}
