namespace Relay.Nostr.Tests;

/// <summary>Which events a filter matches (NIP-01).</summary>
public sealed class FilterMatchTests
{
    const string Author = PlainEvent.Author;

    static readonly string Other = new('b', 64);

    static readonly TermHasher Hasher = TermHasher.CreateRandom();

    [Fact]
    public void An_empty_filter_matches_everything()
    {
        AssertMatches(true, new Filter(), PlainEvent.Make());
        Assert.False(new Filter().MatchesNothing);
    }

    [Fact]
    public void All_conditions_must_hold()
    {
        var filter = new Filter { Kinds = [1], Authors = [Bytes32.Parse(Author)], Tags = [Tag('t', "a"), Tag('r', "b")] };

        AssertMatches(true, filter, PlainEvent.Make(tags: [["t", "a"], ["r", "b"]]));
        AssertMatches(false, filter, PlainEvent.Make(tags: [["t", "a"], ["r", "b"]], kind: 2));
        AssertMatches(false, filter, PlainEvent.Make(tags: [["t", "a"], ["r", "b"]], author: Other));
        AssertMatches(false, filter, PlainEvent.Make(tags: [["t", "a"]]));
        AssertMatches(false, filter, PlainEvent.Make(tags: [["t", "b"], ["r", "a"]]));
    }

    [Fact]
    public void Values_of_a_tag_are_given_as_texts()
    {
        var filter = new Filter { Tags = [Tag('t', "b", "a"), Tag('p', Author), Tag('t', "c")] };

        Assert.Equal(["a", "b", "c"], filter.TagValues('t'));
        Assert.Equal([Author], filter.TagValues('p'));
        Assert.Empty(filter.TagValues('e'));
    }

    [Fact]
    public void Any_value_of_a_condition_will_do()
    {
        AssertMatches(true, new Filter { Kinds = [0, 1, 7] }, PlainEvent.Make());
        AssertMatches(true, new Filter { Authors = [Bytes32.Parse(Other), Bytes32.Parse(Author)] }, PlainEvent.Make());
        AssertMatches(true, new Filter { Tags = [Tag('t', "x", "a", "y")] }, PlainEvent.Make(tags: [["t", "q"], ["t", "a"]]));
    }

    [Fact]
    public void Since_and_until_are_inclusive()
    {
        var e = PlainEvent.Make(createdAt: 1000);
        AssertMatches(true, new Filter { Since = 1000, Until = 1000 }, e);
        AssertMatches(false, new Filter { Since = 1001 }, e);
        AssertMatches(false, new Filter { Until = 999 }, e);
        AssertMatches(true, new Filter { Since = -5 }, e);
    }

    [Fact]
    public void An_id_matches_only_whole()
    {
        var e = PlainEvent.Make();
        AssertMatches(true, new Filter { Ids = [Bytes32.Parse(e.Id)] }, e);
        AssertMatches(false, new Filter { Ids = [Bytes32.Parse(e.Id[..63] + (e.Id[63] == '0' ? '1' : '0'))] }, e);
    }

    [Fact]
    public void Lower_and_upper_case_letters_are_different_tags()
    {
        AssertMatches(true, new Filter { Tags = [Tag('E', "x")] }, PlainEvent.Make(tags: [["E", "x"]]));
        AssertMatches(false, new Filter { Tags = [Tag('E', "x")] }, PlainEvent.Make(tags: [["e", "x"]]));
        AssertMatches(false, new Filter { Tags = [Tag('e', "x")] }, PlainEvent.Make(tags: [["E", "x"]]));
    }

    [Fact]
    public void Only_the_first_value_of_a_tag_counts()
    {
        AssertMatches(false, new Filter { Tags = [Tag('t', "b")] }, PlainEvent.Make(tags: [["t", "a", "b"]]));
        AssertMatches(false, new Filter { Tags = [Tag('t', "t")] }, PlainEvent.Make(tags: [["t"]]));
        AssertMatches(false, new Filter { Tags = [Tag('t', "")] }, PlainEvent.Make(tags: [["t"]]));
        AssertMatches(true, new Filter { Tags = [Tag('t', "")] }, PlainEvent.Make(tags: [["t", ""]]));
    }

    [Fact]
    public void Names_of_more_than_one_letter_never_match()
    {
        var e = PlainEvent.Make(tags: [["tt", "x"], ["", "x"], ["\u0001", "x"], ["ü", "x"]]);

        AssertMatches(false, new Filter { Tags = [Tag('t', "x")] }, e);
    }

    [Fact]
    public void Values_are_compared_as_they_are()
    {
        var upper = Author.ToUpperInvariant();
        AssertMatches(false, new Filter { Tags = [Tag('p', Author)] }, PlainEvent.Make(tags: [["p", upper]]));
        AssertMatches(true, new Filter { Tags = [Tag('P', upper)] }, PlainEvent.Make(tags: [["P", upper]]));
        AssertMatches(true, new Filter { Tags = [Tag('p', Author)] }, PlainEvent.Make(tags: [["p", Author]]));
        AssertMatches(true, new Filter { Tags = [Tag('t', "a\"\n\\/ü")] }, PlainEvent.Make(tags: [["t", "a\"\n\\/ü"]]));
        AssertMatches(false, new Filter { Tags = [Tag('t', "a\\n")] }, PlainEvent.Make(tags: [["t", "a\n"]]));
        AssertMatches(false, new Filter { Tags = [Tag('t', "e\u0301")] }, PlainEvent.Make(tags: [["t", "\u00e9"]]));
    }

    [Fact]
    public void A_text_is_not_taken_for_the_hex_whose_packed_bytes_it_has()
    {
        var text = new string('w', 32);
        var hex = Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(text));
        AssertMatches(false, new Filter { Tags = [Tag('t', text)] }, PlainEvent.Make(tags: [["t", hex]]));
        AssertMatches(false, new Filter { Tags = [Tag('t', hex)] }, PlainEvent.Make(tags: [["t", text]]));
        AssertMatches(true, new Filter { Tags = [Tag('t', hex, text)] }, PlainEvent.Make(tags: [["t", hex]]));
    }

    [Fact]
    public void An_empty_condition_matches_nothing_and_says_so()
    {
        Filter[] filters =
        [
            new() { Ids = [] }, new() { Authors = [] }, new() { Kinds = [] }, new() { Tags = [Tag('t')] },
            new() { Since = 2, Until = 1 }, new() { Until = -1 },
        ];
        foreach (var filter in filters)
        {
            AssertMatches(false, filter, PlainEvent.Make(tags: [["t", ""], ["t"]]));
            Assert.True(filter.MatchesNothing);
        }
    }

    [Fact]
    public void The_limit_is_no_condition()
    {
        AssertMatches(true, new Filter { Limit = 0 }, PlainEvent.Make());
        Assert.False(new Filter { Limit = 0 }.MatchesNothing);
    }

    [Fact]
    public void A_key_and_a_text_of_the_same_bytes_are_different_values_though_they_share_a_hash()
    {
        string text = new('a', 32), key = string.Concat(Enumerable.Repeat("61", 32));
        Assert.Equal(Hasher.Tag((byte)'x', new TagValue(text).View), Hasher.Tag((byte)'x', new TagValue(key).View));

        AssertMatches(false, new Filter { Tags = [Tag('x', text)] }, PlainEvent.Make(tags: [["x", key]]));
        AssertMatches(false, new Filter { Tags = [Tag('x', key, "1", "2")] }, PlainEvent.Make(tags: [["x", text]]));
        string[][] both = [["x", key], ["x", text], ["x", key], ["x", text]];
        AssertMatches(true, new Filter { Tags = [Tag('x', text)] }, PlainEvent.Make(tags: both));
        AssertMatches(true, new Filter { Tags = [Tag('x', key)] }, PlainEvent.Make(tags: both));
        AssertMatches(true, new Filter { Tags = [Tag('x', key, "1", "2", "3", "4")] }, PlainEvent.Make(tags: both));
    }

    [Theory]
    [InlineData(1, 5000)]
    [InlineData(5000, 1)]
    [InlineData(300, 300)]
    public void A_condition_takes_as_many_look_ups_as_the_fewer_side_has_values(int ofFilter, int ofEvent)
    {
        var filter = new Filter { Tags = [Tag('t', [.. Enumerable.Range(0, ofFilter).Select(static i => $"filter {i}")])] };
        var view = PlainEvent.Make(tags: [.. Enumerable.Range(0, ofEvent).Select(static i => new[] { "t", $"event {i}" })]).Parsed().View;
        var tags = new EventTags();
        tags.Collect(view, Hasher);

        Assert.False(new FilterMatcher(filter, Hasher).Matches(view, tags));

        Assert.Equal(Math.Min(ofFilter, ofEvent), tags.LookUps);
    }

    [Fact]
    public void A_tag_condition_is_named_by_an_ASCII_letter()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TagFilter('1', []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TagFilter('ü', []));
    }

    static TagFilter Tag(char letter, params string[] values) =>
        new(letter, FilterSet.Create<TagValue>(values.Select(value => new TagValue(value)).ToArray()));

    static void AssertMatches(bool expected, Filter filter, PlainEvent e)
    {
        var view = e.Parsed().View;
        Assert.Equal(expected, filter.Matches(view));
        var tags = new EventTags();
        tags.Collect(view, Hasher);
        Assert.Equal(expected, new FilterMatcher(filter, Hasher).Matches(view, tags));
    }
}
