using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class TagCountsPolicyTests
{
    const string Rules = "Relay:Policies:TagCounts:Rules";

    readonly Author _alice = new();

    [Fact]
    public async Task Tags_of_a_name_are_counted_whatever_their_values()
    {
        var policy = Policy(new TagCountRule { Tag = "t", Max = 2 });

        Assert.Equal("", await Judge.EventAsync(policy, Tagged(1, "t", "t", "p", "p", "p", "T", "tt")));
        Assert.Equal("invalid: there are more than 2 t tags", await Judge.EventAsync(policy, Tagged(1, "t", "t", "p", "t")));
    }

    [Fact]
    public async Task None_may_be_allowed()
    {
        var policy = Policy(new TagCountRule { Tag = "imeta", Max = 0 });

        Assert.Equal("", await Judge.EventAsync(policy, Tagged(1)));
        Assert.Equal("invalid: there are more than 0 imeta tags", await Judge.EventAsync(policy, Tagged(1, "imeta")));
    }

    [Fact]
    public async Task Each_name_has_its_own_first_rule_for_a_kind()
    {
        var policy = Policy(
            new TagCountRule { Kinds = KindSet.Of(3, 30000), Tag = "p" },
            new TagCountRule { Kinds = KindSet.Of(1), Tag = "t", Max = 1 },
            new TagCountRule { Tag = "p", Max = 2 },
            new TagCountRule { Tag = "t", Max = 3 });

        Assert.Equal("", await Judge.EventAsync(policy, Tagged(1, "t", "p", "p")));
        Assert.Equal("invalid: there are more than 1 t tags", await Judge.EventAsync(policy, Tagged(1, "t", "t")));
        Assert.Equal("invalid: there are more than 2 p tags", await Judge.EventAsync(policy, Tagged(1, "t", "p", "p", "p")));
        Assert.Equal("", await Judge.EventAsync(policy, Tagged(3, "p", "p", "p", "t", "t", "t")));
        Assert.Equal("invalid: there are more than 3 t tags", await Judge.EventAsync(policy, Tagged(3, "t", "t", "t", "t")));
    }

    [Fact]
    public async Task A_name_may_need_escapes()
    {
        var policy = Policy(new TagCountRule { Tag = "a\"\n", Max = 0 });

        Assert.Equal("invalid: there are more than 0 a\"\n tags", await Judge.EventAsync(policy, Tagged(1, "a\"\n")));
    }

    [Fact]
    public void Rules_that_make_no_sense_are_a_mistake()
    {
        Assert.Equal([$"{Rules}:0:Tag needs a value"], ProblemsOf(($"{Rules}:0:Max", "5")));
        Assert.Equal(
            [$"{Rules}:0:Tag is longer than 40 characters"], ProblemsOf(($"{Rules}:0:Tag", new string('x', 41)), ($"{Rules}:0:Max", "5")));
        Bind<PoliciesOptions>(($"{Rules}:0:Tag", new string('x', 40)), ($"{Rules}:0:Max", "5"));
        Assert.Equal(
            [$"{Rules}:2 never applies: the rules before it are for all its kinds"],
            ProblemsOf(
                ($"{Rules}:0:Tag", "t"), ($"{Rules}:0:Max", "5"), ($"{Rules}:1:Tag", "p"), ($"{Rules}:1:Max", "5"),
                ($"{Rules}:2:Tag", "t"), ($"{Rules}:2:Max", "6")));
        Assert.Equal(
            [$"{Rules}:0 sets no limit and exempts its kinds from no later rule"],
            ProblemsOf(($"{Rules}:0:Tag", "t"), ($"{Rules}:1:Tag", "p"), ($"{Rules}:1:Max", "5")));
        Assert.Equal(
            [$"{Rules}:0:Max never applies: Relay:Limits:MaxEventTags refuses beyond 5000"],
            ProblemsOf(($"{Rules}:0:Tag", "t"), ($"{Rules}:0:Max", "5001")));
        Bind<PoliciesOptions>(($"{Rules}:0:Tag", "t"), ($"{Rules}:0:Max", "5000"));
    }

    NostrEvent Tagged(int kind, params string[] names) =>
        _alice.Event(kind, tags: [.. names.Select(static (name, i) => new[] { name, $"{i}" })]);

    static TagCountsPolicy Policy(params TagCountRule[] rules) => new(new TagCountsOptions { Rules = rules });
}
