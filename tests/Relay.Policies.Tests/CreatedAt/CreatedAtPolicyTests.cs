using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class CreatedAtPolicyTests
{
    const string Rules = "Relay:Policies:CreatedAt:Rules";
    const long Now = FakeTime.Start;

    readonly Author _alice = new();

    [Fact]
    public async Task Each_limit_is_enforced_at_exactly_its_value()
    {
        var policy = Policy(new CreatedAtRule { MaxSecondsAgo = 1000, MaxSecondsAhead = 60 });

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note(at: Now - 1000)));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note(at: Now + 60)));
        Assert.Equal("invalid: created_at is more than 1000 seconds ago", await Judge.EventAsync(policy, _alice.Note(at: Now - 1001)));
        Assert.Equal("invalid: created_at is more than 60 seconds ahead", await Judge.EventAsync(policy, _alice.Note(at: Now + 61)));
    }

    [Fact]
    public async Task The_first_rule_for_a_kind_decides()
    {
        var policy = Policy(
            new CreatedAtRule { Kinds = KindSet.Of(1059) },
            new CreatedAtRule { Kinds = KindSet.Parse("1000-2000"), MaxSecondsAgo = 10 },
            new CreatedAtRule { MaxSecondsAgo = 100 });

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(1059, at: 1)));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(1, at: Now - 100)));
        Assert.Equal("invalid: created_at is more than 10 seconds ago", await Judge.EventAsync(policy, _alice.Event(1500, at: Now - 11)));
        Assert.Equal("invalid: created_at is more than 100 seconds ago", await Judge.EventAsync(policy, _alice.Event(1, at: Now - 101)));
    }

    [Fact]
    public async Task A_kind_without_a_rule_may_have_any_time()
    {
        Assert.Equal("", await Judge.EventAsync(
            Policy(new CreatedAtRule { Kinds = KindSet.Of(1), MaxSecondsAgo = 1 }), _alice.Event(7, at: 1)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1000-2000")]
    public void Two_days_of_gift_wraps_past_cannot_be_refused(string? kinds)
    {
        var problem = Assert.Single(ProblemsOf(($"{Rules}:0:Kinds", kinds), ($"{Rules}:0:MaxSecondsAgo", "172799")));

        Assert.StartsWith($"{Rules}:0:MaxSecondsAgo is below 172800, but gift wraps", problem, StringComparison.Ordinal);
        Bind<PoliciesOptions>(($"{Rules}:0:Kinds", kinds), ($"{Rules}:0:MaxSecondsAgo", "172800"));
    }

    [Fact]
    public void Gift_wraps_may_have_a_rule_of_their_own_before_a_strict_one()
    {
        Bind<PoliciesOptions>(($"{Rules}:0:Kinds", "1059"), ($"{Rules}:0:MaxSecondsAgo", "200000"), ($"{Rules}:1:MaxSecondsAgo", "60"));
    }

    [Fact]
    public void A_rule_that_never_applies_is_a_mistake()
    {
        Assert.Equal(
            $"{Rules}:1 never applies: the rules before it are for all its kinds",
            Assert.Single(ProblemsOf(
                ($"{Rules}:0:Kinds", "1-9"), ($"{Rules}:0:MaxSecondsAgo", "1"),
                ($"{Rules}:1:Kinds", "5"), ($"{Rules}:1:MaxSecondsAgo", "9"))));
        Assert.Equal(
            $"{Rules}:0 sets no limit and exempts its kinds from no later rule", Assert.Single(ProblemsOf(($"{Rules}:0:Kinds", "1"))));
        Assert.Equal(
            $"{Rules}:0:MaxSecondsAhead never applies: Relay:Limits:CreatedAtMaxSecondsAhead refuses beyond 900",
            Assert.Single(ProblemsOf(($"{Rules}:0:MaxSecondsAhead", "901"))));
    }

    static CreatedAtPolicy Policy(params CreatedAtRule[] rules) => new(new CreatedAtOptions { Rules = rules }, new FakeTime());
}
