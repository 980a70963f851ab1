using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class DuplicateTextPolicyTests
{
    const string Text = "Buy our wonderful tokens today, friends!";

    readonly ManualTime _time = new();

    [Fact]
    public async Task A_text_is_accepted_so_often_and_no_more_whoever_writes_it()
    {
        var policy = Policy(copies: 2);

        Assert.Equal("", await PublishAsync(policy, Text));
        Assert.Equal("", await PublishAsync(policy, Text));
        Assert.Equal("blocked: the same text was published too often", await PublishAsync(policy, Text));
        Assert.Equal("", await PublishAsync(policy, Text + " Really."));
    }

    [Theory]
    [InlineData("buy OUR wonderful tokens today FRIENDS")]
    [InlineData("Buy our wonderful tokens\n\ntoday - friends")]
    [InlineData("\"Buy our\twonderful tokens today, friends!\" ...")]
    public async Task Case_space_and_punctuation_make_no_new_text(string variant)
    {
        var policy = Policy(copies: 1);
        await PublishAsync(policy, Text);

        Assert.Equal("blocked: the same text was published too often", await PublishAsync(policy, variant));
    }

    [Fact]
    public async Task The_same_event_sent_again_is_no_further_copy()
    {
        // As clients do that were answered error:, or that send one event by several connections at once.
        var policy = Policy(copies: 2);
        var first = new Author().Note(Text);
        var second = new Author().Note(Text);
        var third = new Author().Note(Text);

        foreach (var e in new[] { first, first, first, second, second })
            Assert.Equal("", await Judge.EventAsync(policy, e));
        foreach (var e in new[] { third, third })
            Assert.Equal("blocked: the same text was published too often", await Judge.EventAsync(policy, e));
    }

    [Fact]
    public async Task The_same_ephemeral_event_sent_again_is_a_further_copy()
    {
        var policy = new DuplicateTextPolicy(new DuplicateTextOptions { MaxCopies = 1, Kinds = KindSet.Of(20_000) }, _time);
        var e = new Author().Event(20_000, Text);

        Assert.Equal("", await Judge.EventAsync(policy, e));
        Assert.Equal("blocked: the same text was published too often", await Judge.EventAsync(policy, e));
    }

    [Fact]
    public async Task The_window_begins_with_the_first_copy()
    {
        var policy = Policy(copies: 1);
        await PublishAsync(policy, Text);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotEqual("", await PublishAsync(policy, Text));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("", await PublishAsync(policy, Text));
    }

    [Fact]
    public async Task Short_texts_and_other_kinds_may_be_alike()
    {
        var policy = Policy(copies: 1, minCharacters: 5);

        foreach (var text in new[] { "gm ☀ !", "gm ☀ !", "12345" })
            Assert.Equal("", await PublishAsync(policy, text));
        Assert.NotEqual("", await PublishAsync(policy, "1-2-3-4-5"));
        Assert.Equal("", await Judge.EventAsync(policy, new Author().Event(7, "12345")));
    }

    [Fact]
    public async Task The_oldest_texts_are_forgotten_when_there_are_too_many()
    {
        var policy = Policy(copies: 1, maxTexts: 100);
        for (var i = 0; i < 100; i++)
            await PublishAsync(policy, $"{Text} {i}");
        Assert.NotEqual("", await PublishAsync(policy, $"{Text} 0"));

        await PublishAsync(policy, "one more text that is long enough to count");

        Assert.Equal("", await PublishAsync(policy, $"{Text} 0"));
        Assert.NotEqual("", await PublishAsync(policy, $"{Text} 2"));
    }

    static Task<string> PublishAsync(DuplicateTextPolicy policy, string text) => Judge.EventAsync(policy, new Author().Note(text));

    DuplicateTextPolicy Policy(int copies, int minCharacters = 30, int maxTexts = 1000) => new(
        new DuplicateTextOptions { MaxCopies = copies, WindowSeconds = 60, MinCharacters = minCharacters, MaxTexts = maxTexts }, _time);
}
