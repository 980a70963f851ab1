using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>What a filter may contain, and what makes it invalid (NIP-01).</summary>
public sealed class FilterReaderTests
{
    const string Key = PlainEvent.Author;

    [Theory]
    [InlineData("ids")]
    [InlineData("authors")]
    [InlineData("#e")]
    [InlineData("#p")]
    public void Keys_are_exactly_64_lowercase_hex_characters(string name)
    {
        Assert.NotNull(Read($"{{\"{name}\":[\"{Key}\"]}}"));
        AssertRefused($"{{\"{name}\":[\"{Key[..63]}\"]}}", "invalid: ");
        AssertRefused($"{{\"{name}\":[\"{Key}0\"]}}", "invalid: ");
        AssertRefused($"{{\"{name}\":[\"{Key[..8]}\"]}}", "invalid: ");
        AssertRefused($"{{\"{name}\":[\"{Key.ToUpperInvariant()}\"]}}", "invalid: ");
        AssertRefused($"{{\"{name}\":[\"\"]}}", "invalid: ");
        AssertRefused($"{{\"{name}\":[\"{Key}\",1]}}", "invalid: ");
        AssertRefused($"{{\"{name}\":[1,\"{Key}\"]}}", "invalid: ");
        AssertRefused($"{{\"{name}\":\"{Key}\"}}", "invalid: ");
    }

    [Theory]
    [InlineData("{\"kinds\":[\"1\"]}")]
    [InlineData("{\"kinds\":[1.5]}")]
    [InlineData("{\"kinds\":[1.01]}")]
    [InlineData("{\"kinds\":[null]}")]
    [InlineData("{\"kinds\":1}")]
    [InlineData("{\"limit\":\"5\"}")]
    [InlineData("{\"limit\":-1}")]
    [InlineData("{\"limit\":1.5}")]
    [InlineData("{\"limit\":1e-1}")]
    [InlineData("{\"limit\":-1.0}")]
    [InlineData("{\"since\":1.5}")]
    [InlineData("{\"since\":\"now\"}")]
    [InlineData("{\"until\":[]}")]
    [InlineData("{\"until\":true}")]
    [InlineData("{\"#t\":\"x\"}")]
    [InlineData("{\"#t\":[1]}")]
    [InlineData("{\"#t\":[null]}")]
    [InlineData("{\"#t\":[[\"x\"]]}")]
    [InlineData("{\"#t\":{}}")]
    [InlineData("{\"#t\":[\"\\ud800\"]}")]
    [InlineData("{\"kinds\":[1],\"authors\":\"x\",\"limit\":1}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"{}\"")]
    [InlineData("{")]
    public void A_wrong_type_is_invalid(string json) => AssertRefused(json, "invalid: ");

    [Theory]
    [InlineData("{\"#\":[\"x\"]}")]
    [InlineData("{\"#tt\":[\"x\"]}")]
    [InlineData("{\"#1\":[\"x\"]}")]
    [InlineData("{\"#ü\":[\"x\"]}")]
    [InlineData("{\"&t\":[\"x\"]}")]
    [InlineData("{\"tags\":[\"x\"]}")]
    [InlineData("{\"\":1}")]
    public void An_unknown_element_is_unsupported(string json) =>
        AssertRefused(json, "unsupported: filter contains unknown elements: ");

    [Theory]
    [InlineData("{\"search\":\"x\"}", "search")]
    [InlineData("{\"kinds\":[1],\"#tt\":[\"x\"]}", "#tt")]
    [InlineData("{\"a\\\"\\u0001\\\\ü\":1}", "a???u0001????")]
    [InlineData("{\"0123456789012345678901234567890123\":1}", "01234567890123456789012345678901…")]
    public void The_refusal_names_the_key(string json, string key)
    {
        Assert.Null(FilterReader.TryParse(Encoding.UTF8.GetBytes(json), out var problem));
        Assert.Equal($"unsupported: filter contains unknown elements: {key}", problem);
    }

    [Theory]
    [InlineData("20", 20)]
    [InlineData("20.0", 20)]
    [InlineData("20.000", 20)]
    [InlineData("2e1", 20)]
    [InlineData("0.2E+2", 20)]
    [InlineData("-0.0", 0)]
    [InlineData("1e300", int.MaxValue)]
    [InlineData("0e99999999999999999999", 0)]
    [InlineData("2000e-2", 20)]
    public void An_integral_number_counts_in_any_spelling(string number, int limit) =>
        Assert.Equal(limit, Read($"{{\"limit\":{number}}}").Limit);

    [Theory]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    [InlineData("922337203685477580.7e1", long.MaxValue)]
    [InlineData("9223372036854775808.0", long.MaxValue)]
    [InlineData("-9223372036854775809e0", long.MinValue)]
    [InlineData("9007199254740993.0", 9_007_199_254_740_993)]
    public void Large_numbers_are_not_rounded(string number, long since) =>
        Assert.Equal(since, Read($"{{\"since\":{number}}}").Since);

    [Theory]
    [InlineData("0.5")]
    [InlineData("1e-999")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("9007199254740992.5")]
    public void Other_numbers_are_refused(string number) =>
        Assert.Null(FilterReader.TryParse(Encoding.UTF8.GetBytes($"{{\"since\":{number}}}"), out _));

    [Fact]
    public void Kinds_and_times_may_have_a_fraction_of_zero()
    {
        var filter = Read("""{"kinds":[1.0,30023.0],"since":1700000000.0,"until":9007199254740991.0}""");

        Assert.Equal([1, 30023], filter.Kinds!.Select(static kind => (int)kind));
        Assert.Equal((1_700_000_000, 9_007_199_254_740_991), (filter.Since, filter.Until));
    }

    [Theory]
    [InlineData("{\"foo\":1}", true)]
    [InlineData("{\"foo\":{\"kinds\":[1]},\"kinds\":[1]}", true)]
    [InlineData("{\"\":1}", true)]
    [InlineData("{\"#tt\":[\"x\"]}", false)]
    [InlineData("{\"\\u0023tt\":[\"x\"]}", false)]
    [InlineData("{\"&t\":[\"x\"]}", false)]
    [InlineData("{\"&\":1}", false)]
    [InlineData("{\"#\":1}", false)]
    public void Unknown_elements_may_be_ignored_but_never_one_that_looks_like_a_tag_condition(string json, bool accepted)
    {
        var reader = new ClientMessageReader(Encoding.UTF8.GetBytes($"[\"REQ\",\"a\",{json}]"));
        Assert.True(reader.TryReadSubscriptionId(out _));

        Assert.Equal(accepted, reader.ReadFilters(FilterBounds.None with { IgnoresUnknownKeys = true }, out var problem) is not null);
        Assert.Equal(accepted, problem is null);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"ids\":null,\"authors\":null,\"kinds\":null,\"#e\":null,\"since\":null,\"until\":null,\"limit\":null}")]
    public void A_null_is_the_same_as_nothing(string json)
    {
        Assert.Equal("{}", PlainFilter.Canonical(Read(json)));
    }

    [Fact]
    public void Kinds_that_no_event_can_have_are_legal_and_match_nothing()
    {
        Assert.Empty(Read("{\"kinds\":[65536,-1,99999999999999999999,-99999999999999999999]}").Kinds!);
        Assert.Equal([1], Read("{\"kinds\":[65536,1]}").Kinds!);
        Assert.True(Read("{\"kinds\":[65536]}").MatchesNothing);
    }

    [Fact]
    public void Times_of_any_size_are_legal()
    {
        var filter = Read("{\"since\":-99999999999999999999,\"until\":99999999999999999999}");

        Assert.Equal(long.MinValue, filter.Since);
        Assert.Equal(long.MaxValue, filter.Until);
        Assert.False(filter.MatchesNothing);
        Assert.True(filter.Matches(PlainEvent.Make().Parsed().View));
    }

    [Fact]
    public void Tag_conditions_exist_for_all_letters_and_distinguish_their_case()
    {
        for (var letter = 'A'; letter <= 'z'; letter++)
        {
            if (!char.IsAsciiLetter(letter))
                continue;
            var filter = Read($"{{\"#{letter}\":[\"{Key}\"]}}");
            Assert.Equal((byte)letter, Assert.Single(filter.Tags).Letter);
        }
    }

    [Fact]
    public void Values_given_twice_are_held_once()
    {
        var filter = Read($"{{\"ids\":[\"{Key}\",\"{Key}\"],\"kinds\":[7,1,7],\"#t\":[\"b\",\"a\",\"b\"]}}");

        Assert.Single(filter.Ids!);
        Assert.Equal([1, 7], filter.Kinds!);
        Assert.Equal(["a", "b"], Assert.Single(filter.Tags).Values.Select(value => value.ToString()));
    }

    [Fact]
    public void Names_and_values_may_be_spelled_with_escapes()
    {
        var filter = Read($"{{\"\\u0069ds\":[\"\\u00{(int)Key[0]:x2}{Key[1..]}\"],\"\\u0023t\":[\"a\\/b\\u000a\"]}}");

        Assert.Equal(Key, Assert.Single(filter.Ids!).ToString());
        Assert.Equal("a/b\n", Assert.Single(Assert.Single(filter.Tags).Values).ToString());
    }

    [Fact]
    public void A_limit_beyond_32_bits_is_the_largest_there_is()
    {
        Assert.Equal(int.MaxValue, Read("{\"limit\":99999999999999999999}").Limit);
        Assert.Equal(0, Read("{\"limit\":0}").Limit);
    }

    [Theory]
    [InlineData("{\"&t\":[\"b\",\"a\",\"b\"]}", "t:a t:b")]
    [InlineData("{\"&t\":[\"a\"],\"&T\":[\"a\"],\"#r\":[\"x\",\"y\"]}", "T:a r:x|y t:a")]
    [InlineData("{\"&t\":[\"a\"],\"#t\":[\"a\",\"b\",\"c\"]}", "t:a t:b|c")]
    [InlineData("{\"#t\":[\"b\",\"a\"],\"&t\":[\"b\",\"a\",\"c\"]}", "t:a t:b t:c")]
    [InlineData("{\"&t\":[\"a\"],\"#T\":[\"a\"]}", "T:a t:a")]
    [InlineData("{\"&t\":[\"a\"],\"&t\":[\"b\"],\"#t\":[\"c\"],\"#t\":[\"d\"]}", "t:b t:d")]
    [InlineData("{\"&t\":[\"a\"],\"#t\":[]}", "t: t:a")]
    [InlineData("{\"&t\":[]}", "t:")]
    [InlineData("{\"&t\":[],\"#t\":[\"a\"]}", "t: t:a")]
    [InlineData("{\"&t\":null,\"#t\":[\"a\"]}", "t:a")]
    [InlineData("{\"\\u0026t\":[\"\\u0061\"]}", "t:a")]
    public void Demanded_values_are_conditions_of_their_own(string json, string expected)
    {
        var filter = Read(json, andTags: true);

        Assert.Equal(expected, string.Join(' ', filter.Tags
            .Select(tag => $"{(char)tag.Letter}:{string.Join('|', tag.Values.Select(value => value.ToString()))}")
            .Order(StringComparer.Ordinal)));
        Assert.Equal(json.Contains("[]", StringComparison.Ordinal), filter.MatchesNothing);
    }

    [Theory]
    [InlineData("{\"&\":[\"x\"]}", "unsupported: ")]
    [InlineData("{\"&tt\":[\"x\"]}", "unsupported: ")]
    [InlineData("{\"&1\":[\"x\"]}", "unsupported: ")]
    [InlineData("{\"&t\":\"x\"}", "invalid: ")]
    [InlineData("{\"&t\":[1]}", "invalid: ")]
    [InlineData("{\"&e\":[\"x\"]}", "invalid: ")]
    [InlineData("{\"&p\":[\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"]}", "invalid: ")]
    public void A_bad_demand_is_refused(string json, string beginning) => AssertRefused(json, beginning, andTags: true);

    static Filter Read(string json, bool andTags = false)
    {
        var filter = FilterReader.TryParse(Encoding.UTF8.GetBytes(json), out var problem, andTags);
        Assert.Null(problem);
        return filter!;
    }

    static void AssertRefused(string json, string beginning, bool andTags = false)
    {
        Assert.Null(FilterReader.TryParse(Encoding.UTF8.GetBytes(json), out var problem, andTags));
        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
    }
}
