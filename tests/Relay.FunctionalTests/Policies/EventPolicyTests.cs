using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Policies that look at one event, each switched on by its settings alone.</summary>
public sealed class EventPolicyTests
{
    // The key of NIP-19's npub example.
    const string Npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";

    readonly Author _alice = new();

    [Fact]
    public Task Content_beyond_its_length_is_refused() =>
        AssertAsync(
            _alice.Note("😀😀😀"), _alice.Note("😀😀😀😀"), "invalid: the content is longer than 3 characters",
            ("EventSize:Rules:0:MaxContentCharacters", "3"));

    [Fact]
    public Task Event_beyond_its_bytes_is_refused()
    {
        var e = _alice.Note("1234");

        return AssertAsync(
            e, _alice.Note("12345"), $"invalid: the event is longer than {e.ToJson().Length} bytes",
            ("EventSize:Rules:0:Kinds", "1"), ("EventSize:Rules:0:MaxBytes", $"{e.ToJson().Length}"));
    }

    [Fact]
    public Task Tags_beyond_their_number_or_size_are_refused() =>
        AssertAsync(
            _alice.Note(tags: [["t", "abc"]]), _alice.Note(tags: [["t", "abcd"]]), "invalid: an item of a tag is longer than 3 bytes",
            ("EventSize:Rules:0:MaxTagValueBytes", "3"), ("EventSize:Rules:0:MaxTags", "1"));

    [Fact]
    public Task Tags_of_a_name_beyond_their_number_are_refused() =>
        AssertAsync(
            _alice.Note(tags: [["t", "a"], ["t", "b"]]), _alice.Note(tags: [["t", "a"], ["t", "b"], ["t", "a"]]),
            "invalid: there are more than 2 t tags",
            ("TagCounts:Rules:0:Kinds", "1"), ("TagCounts:Rules:0:Tag", "t"), ("TagCounts:Rules:0:Max", "2"));

    [Fact]
    public Task Media_in_the_text_is_refused() =>
        AssertAsync(
            _alice.Note("https://example.com/a.png"), _alice.Note("data:image/png;base64,AA=="),
            "blocked: media in the text is not accepted here; link to it instead", ("Base64Media:Enabled", "true"));

    [Fact]
    public Task References_without_their_scheme_are_refused() =>
        AssertAsync(
            _alice.Note("nostr:" + Npub), _alice.Note(Npub), "blocked: references to people and events must begin with nostr:",
            ("UnprefixedReferences:Enabled", "true"));

    [Fact]
    public Task Mentions_beyond_their_number_are_refused() =>
        AssertAsync(
            _alice.Note(tags: [["p", _alice.Hex]]), _alice.Note(tags: [["p", _alice.Hex], ["p", new Author().Hex]]),
            "blocked: more than 1 people are mentioned", ("MentionFlood:MaxMentions", "1"));

    [Fact]
    public async Task Words_of_a_file_are_refused_and_too_many_of_them_ban_their_author()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "word: casino\ndomain: example.com\n", TestContext.Current.CancellationToken);
        await using var relay = await PolicyRelay.StartAsync(
            ("Words:Files:0", file), ("Strikes:Count", "2"), ("Strikes:BanSeconds", "60"));
        await using var client = await relay.ConnectAsync();
        var now = FakeTime.Start;

        await client.PublishAllAsync(_alice.Note("casinos at example.org", now));
        var word = await client.PublishAsync(_alice.Note("a c\u0430sino", now));
        var link = await client.PublishAsync(_alice.Note("https:\\/\\/www.example.com", now));
        var other = await client.PublishAsync(_alice.Note("something else", now));

        Assert.Equal("blocked: the text has a word that is not accepted here", word.Message);
        Assert.Equal("blocked: the text names a site that is not accepted here", link.Message);
        Assert.Equal("blocked: too many texts of this author were refused; try again in 60 seconds", other.Message);
        await client.PublishAllAsync(new Author().Note());
        File.Delete(file);
    }

    [Fact]
    public Task Copies_of_a_text_are_refused() =>
        AssertAsync(
            _alice.Note("a text of more than thirty letters and digits"), _alice.Note("A text of more than thirty letters, and digits!"),
            "blocked: the same text was published too often", ("DuplicateText:MaxCopies", "1"));

    [Fact]
    public async Task Work_is_asked_for_but_not_of_requests_to_vanish()
    {
        await using var relay = await PolicyRelay.StartAsync(("ProofOfWork:MinDifficulty", "5"));
        await using var client = await relay.ConnectAsync();
        var (mined, lazy) = (Mined(static difficulty => difficulty >= 5), Mined(static difficulty => difficulty == 4));

        await client.PublishAllAsync(mined, _alice.Event(62, tags: ["relay", "ALL_RELAYS"]));
        Assert.Equal("pow: difficulty 4 is less than 5", (await client.PublishAsync(lazy)).Message);
    }

    [Fact]
    public async Task Work_is_asked_for_by_kind()
    {
        await using var relay = await PolicyRelay.StartAsync(
            ("ProofOfWork:Rules:0:Kinds", "1"), ("ProofOfWork:Rules:0:MinDifficulty", "5"));
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(Mined(static difficulty => difficulty >= 5), _alice.Event(7));
        var lazy = await client.PublishAsync(Mined(static difficulty => difficulty == 4));
        Assert.Equal("pow: difficulty 4 is less than 5", lazy.Message);
    }

    async Task AssertAsync(NostrEvent accepted, NostrEvent refused, string reason, params (string Key, string? Value)[] settings)
    {
        await using var relay = await PolicyRelay.StartAsync(settings);
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(accepted);
        var ok = await client.PublishAsync(refused);

        Assert.Equal((false, reason), (ok.Accepted, ok.Message));
    }

    NostrEvent Mined(Func<int, bool> isEnough)
    {
        while (true)
        {
            var e = _alice.Note();
            if (isEnough(ProofOfWork.DifficultyOf(e.Id)))
                return e;
        }
    }
}
