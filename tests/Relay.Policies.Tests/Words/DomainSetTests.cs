namespace Relay.Policies.Tests;

public sealed class DomainSetTests
{
    [Theory]
    [InlineData("example.com")]
    [InlineData("see EXAMPLE.com.")]
    [InlineData("(example.com)")]
    [InlineData("example.com/path")]
    [InlineData("https://example.com:8443/")]
    [InlineData("https://www.sub.example.com?q=1")]
    [InlineData("https://google.com@example.com/")]
    [InlineData("https://other.com/?u=https://example.com")]
    [InlineData("_example.com_")]
    [InlineData("-example.com-")]
    [InlineData("hello.example.com...")]
    [InlineData("one.two three.four example.com")]
    [InlineData("点击example.com观看")]
    [InlineData("🔥example.com🔥")]
    [InlineData("ｅｘａｍｐｌｅ．ｃｏｍ")]
    [InlineData("example。com")]
    [InlineData("example\u2024com")]
    [InlineData("https://𝐞𝐱𝐚𝐦𝐩𝐥𝐞.𝕔𝕠𝕞/")]
    [InlineData("ⓔⓧⓐⓜⓟⓛⓔ.ⓒⓞⓜ")]
    [InlineData("🄴🅇🄰🄼🄿🄻🄴.ᶜᵒᵐ")]
    [InlineData("ℯxampℓe.ℂom")]
    [InlineData("exam\u00ADple.com")]
    [InlineData("ex%61mple%2ecom")]
    [InlineData("bob@example.com")]
    public void A_domain_is_found_where_a_host_stands(string text)
    {
        Assert.True(Set("example.com").AreIn(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("example com")]
    [InlineData("example")]
    [InlineData("com.")]
    [InlineData("myexample.com")]
    [InlineData("my-example.com")]
    [InlineData("example.com.au")]
    [InlineData("example.community")]
    [InlineData("example..com")]
    [InlineData("....")]
    [InlineData("%")]
    [InlineData("%2")]
    [InlineData("%zz.")]
    [InlineData("1.5 or 2.0")]
    public void Other_hosts_and_other_dots_are_none(string text)
    {
        Assert.False(Set("example.com").AreIn(text));
    }

    [Theory]
    [InlineData("office-vip24.com", "oﬃce-ⅵp②𝟒.com")]
    [InlineData("x.vii", "x.ⅶ")]
    public void Forms_that_are_several_letters_and_digits_are_read_as_these(string domain, string text) =>
        Assert.True(Set(domain).AreIn(text));

    [Theory]
    [InlineData("\ud835")]
    [InlineData("\ud835.com")]
    [InlineData("\udc00\ud83c.\u2460")]
    [InlineData("🇦.🎉.½.℅.🅰")]
    public void Halves_of_characters_and_emoji_are_nothing_else(string text) => Assert.False(Set("example.com", "a").AreIn(text));

    [Theory]
    [InlineData("пример.рф")]
    [InlineData("xn--e1afmkfd.xn--p1ai")]
    public void Names_in_other_scripts_are_found_in_either_spelling(string domain)
    {
        Assert.True(Set(domain).AreIn("https://www.ПРИМЕР.рф/"));
        Assert.True(Set(domain).AreIn("https://xn--e1afmkfd.xn--p1ai/"));
        Assert.False(Set(domain).AreIn("https://пример.ру/"));
    }

    [Fact]
    public void A_top_level_domain_is_one_too()
    {
        Assert.True(Set("zip").AreIn("a.zip"));
        Assert.False(Set("zip").AreIn("a zip."));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("example.com.")]
    [InlineData(".example.com")]
    [InlineData("*.example.com")]
    [InlineData("https://example.com")]
    [InlineData("example.com/")]
    [InlineData("exa mple.com")]
    public void What_is_no_domain_is_not_taken(string domain)
    {
        Assert.Equal("is not a domain such as example.com", new DomainSet().Add(domain));
    }

    [Fact]
    public void A_host_has_its_length()
    {
        // 253 characters: four labels of 63 and fewer.
        var longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 57), "com");

        Assert.Equal(253, longest.Length);
        Assert.True(Set(longest).AreIn(longest));
        Assert.Equal("is not a domain such as example.com", new DomainSet().Add("e" + longest[1..] + "m"));
    }

    static DomainSet Set(params string[] domains)
    {
        var set = new DomainSet();
        foreach (var domain in domains)
            Assert.Null(set.Add(domain));
        return set;
    }
}
