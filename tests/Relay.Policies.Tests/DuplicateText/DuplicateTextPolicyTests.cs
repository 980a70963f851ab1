using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

public sealed class DuplicateTextPolicyTests
{
    const string Text = "Buy our wonderful tokens today, friends!";

    readonly FakeTime _time = new();

    [Fact]
    public async Task A_text_is_accepted_so_often_and_no_more_whoever_writes_it()
    {
        var policy = Policy(copies: 2);

        Assert.Equal("", await PublishAsync(policy, Text));
        Assert.Equal("", await PublishAsync(policy, Text));
        Assert.Equal("blocked: the same text was published too often", await PublishAsync(policy, Text));
        Assert.Equal("", await PublishAsync(policy, "What a morning! The lake is frozen and the sun is out."));
    }

    [Theory]
    [InlineData("buy OUR wonderful tokens today FRIENDS")]
    [InlineData("Buy our wonderful tokens\n\ntoday - friends")]
    [InlineData("\"Buy our\twonderful tokens today, friends!\" ...")]
    [InlineData("Bu\u200by our won\u2060derful to\u00adkens t\u034foday, friends!")]
    [InlineData("Вuу оur wоndеrful tоkеns tоdау, friеnds!")]
    [InlineData("𝐁𝐮𝐲 𝓸𝓾𝓻 ｗｏｎｄｅｒｆｕｌ ⓣⓞⓚⓔⓝⓢ ᴛᴏᴅᴀʏ, 🅵🆁🅸🅴🅽🅳🆂!")]
    [InlineData("B̷u̷y̷ o̷u̷r̷ wóñdërfül t̂ökêns today, friends!")]
    [InlineData("B u y  o u r  w o n d e r f u l  t o k e n s  t o d a y ,  f r i e n d s")]
    [InlineData("🚀 Buy our ✨ wonderful 💰💰 tokens today, 👨‍👩‍👧 friends! ❤️")]
    public async Task Spelling_it_otherwise_makes_no_new_text(string variant)
    {
        var policy = Policy(copies: 1, similarity: 100);
        await PublishAsync(policy, Text);

        Assert.Equal("blocked: the same text was published too often", await PublishAsync(policy, variant));
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\n")]
    [InlineData(".")]
    [InlineData("🚀")]
    public async Task What_is_not_read_hides_no_text_behind_it(string filler)
    {
        var policy = Policy(copies: 1);
        await PublishAsync(policy, Text);

        var hidden = string.Concat(Enumerable.Repeat(filler, 5_000)) + Text;
        Assert.Equal("blocked: the same text was published too often", await PublishAsync(policy, hidden));
    }

    [Fact]
    public async Task A_long_link_hides_no_text_behind_it()
    {
        var policy = Policy(copies: 1);
        await PublishAsync(policy, "https://a.example " + Text);

        Assert.Equal(
            "blocked: the same text was published too often",
            await PublishAsync(policy, $"https://a.example/{new string('x', 5_000)} {Text}"));
    }

    [Theory]
    [InlineData("\u00a0")]
    [InlineData("\u2003")]
    [InlineData("\u2800")]
    [InlineData("\u3164")]
    public async Task Other_spaces_make_no_text_a_part_of_a_link(string space)
    {
        var policy = Policy(copies: 1);
        var text = Text.Replace(" ", space, StringComparison.Ordinal);

        Assert.Equal("", await PublishAsync(policy, "x://y/1" + space + text));
        Assert.Equal("blocked: the same text was published too often", await PublishAsync(policy, "x://y/2" + space + text));
        Assert.Equal("blocked: the same text was published too often", await PublishAsync(policy, $"x://y u://v{space}{text}"));
    }

    [Theory]
    [InlineData("Buy our wonderful tokens today, friends! x7k2")]
    [InlineData("a8fk Buy our wonderful tokens today, friends!")]
    [InlineData("Buy our wonderful tokens today, friend!")]
    [InlineData("nostr:npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg Buy our wonderful tokens today, friends!")]
    [InlineData("Buy our wonderful tokens today, friends! 48151623")]
    public async Task Random_ends_and_small_changes_make_no_new_text(string variant) => await AssertMostlyRefusedAsync(Text, variant);

    [Theory]
    [InlineData("Buy our wonderful tokens today https://a.example/?id=1", "Buy our wonderful tokens today https://b.example/?id=8271")]
    [InlineData("Купите наши замечательные токены сегодня", "КУПИТЕ НАШИ ЗАМЕЧАТЕЛЬНЫЕ ТОКЕНЫ СЕГОДНЯ!")]
    [InlineData("今日は私たちの素晴らしいトークンを買ってください、友達のみなさん、本当にお得です", "今日は私たちの素晴らしいトークンを買ってください、友達のみなさん。本当にお得です✨")]
    public async Task Other_links_and_other_scripts_are_compared_too(string text, string variant) =>
        await AssertMostlyRefusedAsync(text, variant);

    [Fact]
    public async Task Different_texts_are_no_copies_of_each_other()
    {
        var policy = Policy(copies: 1);

        foreach (var text in new[]
        {
            Text, "Купите наши замечательные токены сегодня, друзья!", "We sell wonderful bread every day except on Sundays",
            "The block height is 840000, and the fee is 12 sat", "GM everybody, coffee is ready and the day is young",
            "Guten Morgen allerseits, der Kaffee ist fertig und der Tag ist jung",
        })
            Assert.Equal("", await PublishAsync(policy, text));
    }

    [Theory]
    [InlineData("nostr:nevent1qqs8lft0t45k92c78n2zfe6ccvqzhpn977cd3h8wnl579zxhw5dvr9qpzpmhxue69uhkyctwv9hxztnrdaksnyjrws", "So true!")]
    [InlineData("nostr:note1fntxtkcy9pjwucqwa9mddn7v03wwwsu9j330jj350nvhpky2tuaspk6nqc", "")]
    [InlineData("https://images.example/0123456789abcdef0123456789abcdef.jpg", "\nhttps://images.example/f.jpg")]
    public async Task Quotes_and_pictures_with_few_own_words_are_no_copies(string reference, string own)
    {
        var policy = Policy(copies: 1);

        for (var i = 0; i < 3; i++)
            Assert.Equal("", await PublishAsync(policy, $"{own} {reference}"));
    }

    [Fact]
    public async Task The_same_event_sent_again_is_no_further_copy()
    {
        // As clients do after an answer with error:, or when they send one event over several connections at once.
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

    /// <summary>
    /// Similarity is estimated with a secret, and a copy that is only similar is missed with some secrets. So this asks with many.
    /// </summary>
    async Task AssertMostlyRefusedAsync(string text, string variant)
    {
        const int Secrets = 1_000;
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < Secrets; i++)
        {
            var policy = Policy(copies: 1, random: random);
            await PublishAsync(policy, text);
            refused += await PublishAsync(policy, variant) == "blocked: the same text was published too often" ? 1 : 0;
        }
        Assert.InRange(refused, Secrets * 9 / 10, Secrets);
    }

    static Task<string> PublishAsync(DuplicateTextPolicy policy, string text) => Judge.EventAsync(policy, new Author().Note(text));

    DuplicateTextPolicy Policy(int copies, int minCharacters = 30, int similarity = 60, Random? random = null)
    {
        var options = new DuplicateTextOptions
        {
            MaxCopies = copies,
            WindowSeconds = 60,
            MinCharacters = minCharacters,
            Similarity = similarity,
        };
        var secret = new byte[TextSketcher.SecretLength];
        (random ?? new Random(0)).NextBytes(secret);
        return new DuplicateTextPolicy(options, _time, secret);
    }
}
