using System.Text;
using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class EventSizePolicyTests
{
    const string Rules = "Relay:Policies:EventSize:Rules";

    readonly Author _alice = new();

    [Fact]
    public async Task Bytes_are_those_of_the_JSON()
    {
        var e = _alice.Note("a \"quoted\" \n text", tags: [["t", "x"], ["e", _alice.Hex, ""]]);
        var size = e.ToJson().Length;

        Assert.Equal("", await Judge.EventAsync(Policy(new EventSizeRule { MaxBytes = size }), e));
        Assert.Equal(
            $"invalid: the event is longer than {size - 1} bytes",
            await Judge.EventAsync(Policy(new EventSizeRule { MaxBytes = size - 1 }), e));
    }

    // NIP-11 counts Unicode characters, neither bytes nor UTF-16 units: each of these has five.
    [Theory]
    [InlineData("abcde")]
    [InlineData("a\nb\"c")]
    [InlineData("\u0001ü日😀\\")]
    [InlineData("😀😀😀😀😀")]
    public async Task Content_is_counted_in_characters(string content)
    {
        Assert.Equal("", await Judge.EventAsync(Policy(new EventSizeRule { MaxContentCharacters = 5 }), _alice.Note(content)));
        Assert.Equal(
            "invalid: the content is longer than 5 characters",
            await Judge.EventAsync(Policy(new EventSizeRule { MaxContentCharacters = 5 }), _alice.Note(content + "😀")));
    }

    [Fact]
    public async Task Tags_are_counted()
    {
        var policy = Policy(new EventSizeRule { MaxTags = 2 });

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note(tags: [["a"], ["b"]])));
        Assert.Equal("invalid: there are more than 2 tags", await Judge.EventAsync(policy, _alice.Note(tags: [["a"], ["b"], ["c"]])));
    }

    [Theory]
    [InlineData(8, "ü\n日\"x")]
    [InlineData(64, null)]
    public async Task Items_of_tags_are_measured_in_bytes(int bytes, string? item)
    {
        item ??= _alice.Hex;
        Assert.Equal(bytes, Encoding.UTF8.GetByteCount(item));
        var e = _alice.Note(tags: [["t", "", item]]);

        Assert.Equal("", await Judge.EventAsync(Policy(new EventSizeRule { MaxTagValueBytes = bytes }), e));
        Assert.Equal(
            $"invalid: an item of a tag is longer than {bytes - 1} bytes",
            await Judge.EventAsync(Policy(new EventSizeRule { MaxTagValueBytes = bytes - 1 }), e));
    }

    [Fact]
    public async Task The_first_rule_for_a_kind_decides()
    {
        var policy = Policy(
            new EventSizeRule { Kinds = KindSet.Of(30023), MaxContentCharacters = 10 }, new EventSizeRule { MaxContentCharacters = 5 });

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(30023, "1234567890")));
        Assert.Equal("invalid: the content is longer than 5 characters", await Judge.EventAsync(policy, _alice.Event(1, "123456")));
    }

    [Theory]
    [InlineData("MaxBytes", "524289", "MaxMessageBytes refuses beyond 524288")]
    [InlineData("MaxContentCharacters", "524289", "MaxMessageBytes refuses beyond 524288")]
    [InlineData("MaxTags", "5001", "MaxEventTags refuses beyond 5000")]
    [InlineData("MaxTagValueBytes", "524289", "MaxMessageBytes refuses beyond 524288")]
    public void Limits_beyond_the_general_ones_are_a_mistake(string key, string value, string limit)
    {
        Assert.Equal($"{Rules}:0:{key} never applies: Relay:Limits:{limit}", Assert.Single(ProblemsOf(($"{Rules}:0:{key}", value))));
    }

    [Fact]
    public void Rules_that_never_apply_are_a_mistake()
    {
        Assert.Equal(
            [$"{Rules}:1 never applies: the rules before it are for all its kinds"],
            ProblemsOf(($"{Rules}:0:MaxTags", "5"), ($"{Rules}:1:Kinds", "1"), ($"{Rules}:1:MaxTags", "6")));
        Assert.Equal([$"{Rules}:0 sets no limit and exempts its kinds from no later rule"], ProblemsOf(($"{Rules}:0:Kinds", "1")));
    }

    static EventSizePolicy Policy(params EventSizeRule[] rules) => new(new EventSizeOptions { Rules = rules });
}
