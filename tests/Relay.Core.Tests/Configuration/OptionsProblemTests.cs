using static Relay.Core.Tests.OptionsSetup;

namespace Relay.Core.Tests;

public sealed class OptionsProblemTests
{
    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var problems = ProblemsOf(
            ("Relay:Limits:MaxLimit", "ten"), ("Relay:Limits:MaxFilters", "0"), ("Relay:PublicUrl", "https://relay.example.com"),
            ("Relay:Information:Pubkey", "npub1nonsense"), ("Relay:Network:TrustedProxies:0", "10.0.0.0/99"),
            ("Relay:Limts:MaxLimit", "5"));

        Assert.Equal(6, problems.Count);
    }

    [Theory]
    [InlineData("Relay:Limits:MaxLimit", "ten", "is \"ten\", which is not a whole number")]
    [InlineData("Relay:Limits:MaxLimit", "1.5", "is \"1.5\", which is not a whole number")]
    [InlineData("Relay:Limits:MaxLimit", "99999999999", "is \"99999999999\", which is not a number that fits (32 bits)")]
    [InlineData("Relay:Limits:MaxLimit", "0", "is 0, but must be from 1 to 1000000")]
    [InlineData("Relay:Limits:MaxLimit", "1000001", "is 1000001, but must be from 1 to 1000000")]
    [InlineData("Relay:Limits:MaxLimit", "", "needs a value")]
    [InlineData("Relay:Limits", "5", "is a section and has no value of its own")]
    [InlineData("Relay:Sample", "friday", "is a section and has no value of its own; did you mean Relay:Sample:Choice?")]
    [InlineData("Relay:Limits:MaxLimit:Foo", "5", "is unknown: Relay:Limits:MaxLimit is a single value")]
    [InlineData("Relay:Network:Compression", "yes", "is \"yes\", which is not true or false")]
    [InlineData("Relay:Sample:Fraction", "NaN", "is \"NaN\", which is not a number")]
    [InlineData("Relay:Sample:Kinds:1", "70000", "is \"70000\", which is not a number that fits (0 to 65535)")]
    [InlineData("Relay:Sample:Kinds:1", "0", "is 0, but must be from 1 to 40000")]
    [InlineData("Relay:Sample:Kinds", "1,2", "is \"1,2\", which is not a whole number")]
    [InlineData("Relay:Sample:Kinds:x", "1", "is unknown: Relay:Sample:Kinds is a list, whose first value is Relay:Sample:Kinds:0")]
    [InlineData(
        "Relay:PublicUrl", "relay.example.com", "is \"relay.example.com\", which is not an address such as wss://relay.example.com")]
    [InlineData("Relay:PublicUrl", "wss://xn--é.example.com", "is \"wss://xn--é.example.com\", "
        + "which is not an address such as wss://relay.example.com")]
    [InlineData("Relay:Information:Icon", "icon.png", "is \"icon.png\", which is not an address such as https://example.com/picture.png")]
    public void A_wrong_value_is_named_with_what_was_expected(string key, string value, string problem)
    {
        Assert.Equal($"{key} {problem}", Assert.Single(ProblemsOf((key, value))));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("Monday,Friday")]
    public void A_choice_is_made_by_one_name(string value)
    {
        var problem = Assert.Single(ProblemsOf(("Relay:Sample:Choice", value)));

        var days = string.Join(", ", Enum.GetNames<DayOfWeek>());
        Assert.Equal($"Relay:Sample:Choice is \"{value}\", which is not one of {days}", problem);
    }

    [Fact]
    public void Null_for_a_value_that_must_be_is_a_problem()
    {
        var problem = Assert.Single(ProblemsOf(Json("""{"Relay":{"Limits":{"MaxLimit":null}}}""")));

        Assert.Equal("Relay:Limits:MaxLimit needs a value", problem);
    }

    [Fact]
    public void A_default_limit_above_the_maximum_is_a_problem()
    {
        var problem = Assert.Single(ProblemsOf(("Relay:Limits:MaxLimit", "100"), ("Relay:Limits:DefaultLimit", "101")));

        Assert.Equal("Relay:Limits:DefaultLimit is 101, but must not exceed MaxLimit, which is 100", problem);
    }

    [Theory]
    [InlineData("ws://localhost:7447")]
    [InlineData("wss://relay.example.com/path")]
    public void Addresses_of_relays_are_accepted(string url)
    {
        Assert.Equal(url, Bind<RelayOptions>(("Relay:PublicUrl", url)).PublicUrl);
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("192.168.1.7")]
    [InlineData("fd00::/8")]
    [InlineData("::1")]
    [InlineData("unix")]
    public void Addresses_and_networks_of_proxies_are_accepted(string proxy)
    {
        Assert.Equal([proxy], Bind<NetworkOptions>(("Relay:Network:TrustedProxies:0", proxy)).TrustedProxies!);
    }

    [Theory]
    [InlineData("Relay:PublicUrl is needed where Authentication:RequiredTo asks for authentication, which names it",
        "Relay:Authentication:RequiredTo", "Read")]
    [InlineData(
        "Relay:PublicUrlAliases needs PublicUrl, the address of which these are aliases", "Relay:PublicUrlAliases:0", "ws://x.onion")]
    [InlineData("Relay:Authentication:OpenKinds names 4, which are served to some only", "Relay:Authentication:OpenKinds", "0,4")]
    [InlineData("Relay:Authentication:AuthorOnlyKinds names 1059, which PrivateKinds names too", "Relay:Authentication:AuthorOnlyKinds",
        "1059,1234")]
    public void Access_options_that_contradict_each_other_are_problems(string problem, string key, string value) =>
        Assert.Equal([problem], ProblemsOf((key, value)));

    [Theory]
    [InlineData("Relay:Information:Fees:0:PeriodSeconds is needed for a subscription", "Purpose", "Subscription")]
    [InlineData("Relay:Information:Fees:0:PeriodSeconds is for subscriptions only", "PeriodSeconds", "60")]
    [InlineData("Relay:Information:Fees:0:Kinds is for publication only", "Kinds", "1")]
    [InlineData("Relay:Information:Fees:0 needs PaymentsUrl, where it is paid", "Amount", "5", null)]
    public void Fees_that_make_no_sense_are_problems(string problem, string key, string value, string? payments = "https://example.com") =>
        Assert.Equal([problem], ProblemsOf(("Relay:Information:PaymentsUrl", payments), ("Relay:Information:Fees:0:" + key, value)));

    // The key of NIP-19's npub example.
    [Theory]
    [InlineData("7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e")]
    [InlineData("npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg")]
    public void Public_keys_are_accepted_as_hex_and_npub(string key)
    {
        Assert.Equal(key, Bind<InformationOptions>(("Relay:Information:Pubkey", key)).Pubkey);
    }

    [Fact]
    public void A_secret_key_in_the_place_of_a_public_one_is_not_repeated()
    {
        // The secret key of NIP-19's nsec example.
        const string Secret = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
        var problem = Assert.Single(ProblemsOf(("Relay:Information:Pubkey", Secret)));

        Assert.DoesNotContain("vl029", problem, StringComparison.Ordinal);
        Assert.StartsWith("Relay:Information:Pubkey ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Relay:Limts:MaxLimit", "Relay:Limits:MaxLimit")]
    [InlineData("Relay:MaxLimit", "Relay:Limits:MaxLimit")]
    [InlineData("Relay:Limits:MaxFilter", "Relay:Limits:MaxFilters")]
    [InlineData("Relay:PublicURI", "Relay:PublicUrl")]
    [InlineData("Relay:Sampel", "Relay:Sample")]
    public void An_unknown_key_stops_the_start_with_a_suggestion(string key, string suggestion)
    {
        Assert.Equal($"{key} is unknown; did you mean {suggestion}?", Assert.Single(ProblemsOf((key, "1"))));
    }

    [Fact]
    public void A_key_like_no_other_gets_no_suggestion()
    {
        Assert.Equal("Relay:Zzzzzzzzzzzzzz:Qqqqqqqqq is unknown", Assert.Single(ProblemsOf(("Relay:Zzzzzzzzzzzzzz:Qqqqqqqqq", "1"))));
    }

    [Fact]
    public void Keys_outside_the_sections_are_nobodys_business()
    {
        Assert.NotNull(Bind<RelayOptions>(("Logging:LogLevel", "x"), ("Relays:Limits", "1"), ("RELAY_PORT", "tcp://10.0.0.1:80")));
    }

    [Fact]
    public void What_sections_say_together_is_checked_once_and_told_with_all_other_problems()
    {
        var sections = new OptionsSections().Add<SampleOptions>("Sample")
            .Check<SampleOptions, LimitsOptions>(TextFits).Check<SampleOptions, LimitsOptions>(TextFits);

        Assert.Equal(
            ["Relay:Network:Compression is \"yes\", which is not true or false", "Sample:Text is longer than 3"],
            Problems(("Sample:Text", "four"), ("Relay:Network:Compression", "yes"), ("Relay:Limits:MaxSubscriptionIdLength", "3")));
        // The limits are not what was meant.
        Assert.Single(Problems(
            ("Sample:Text", "four"), ("Relay:Limits:MaxFilters", "x"), ("Relay:Limits:MaxSubscriptionIdLength", "3")));
        Assert.Equal("four", sections.Bind(Keys(("Sample:Text", "four"))).Get<SampleOptions>().Text);

        IReadOnlyList<string> Problems(params (string Key, string? Value)[] settings) =>
            Assert.Throws<OptionsException>(() => sections.Bind(Keys(settings))).Problems;

        static IEnumerable<(string Key, string Problem)> TextFits(SampleOptions sample, LimitsOptions limits) =>
            sample.Text.Length > limits.MaxSubscriptionIdLength
                ? [("Sample:Text", $"is longer than {limits.MaxSubscriptionIdLength}")]
                : [];
    }

    [Fact]
    public void A_secret_of_the_wrong_type_is_not_repeated()
    {
        var problems = Assert.Throws<OptionsException>(
            () => new OptionsSections().Add<SecretOptions>("Secrets").Bind(Keys(("Secrets:Pin", "hunter2")))).Problems;

        Assert.Equal("Secrets:Pin is not a whole number", Assert.Single(problems));
    }
}
