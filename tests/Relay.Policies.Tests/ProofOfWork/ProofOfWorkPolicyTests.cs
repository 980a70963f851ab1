using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class ProofOfWorkPolicyTests
{
    readonly Author _alice = new();

    [Fact]
    public async Task Difficulty_is_asked_for_at_exactly_its_value()
    {
        var e = Mined(6, null);
        var difficulty = ProofOfWork.DifficultyOf(e.Id);

        Assert.Equal("", await Judge.EventAsync(Policy(difficulty), e));
        Assert.Equal($"pow: difficulty {difficulty} is less than {difficulty + 1}", await Judge.EventAsync(Policy(difficulty + 1), e));
    }

    [Fact]
    public async Task Lucky_event_that_aimed_at_less_is_refused()
    {
        Assert.Equal("", await Judge.EventAsync(Policy(6), Mined(6, "6")));
        Assert.Equal("pow: the target 5 is less than 6", await Judge.EventAsync(Policy(6), Mined(6, "5")));
    }

    [Fact]
    public async Task Target_must_be_named_only_where_that_is_required()
    {
        var e = Mined(6, null);

        Assert.Equal("", await Judge.EventAsync(Policy(6), e));
        Assert.Equal(
            "pow: the nonce tag must name a target of at least 6", await Judge.EventAsync(Policy(6, requireCommitment: true), e));
        Assert.Equal("", await Judge.EventAsync(Policy(6, requireCommitment: true), Mined(6, "7")));
    }

    [Fact]
    public async Task Requests_to_vanish_need_no_work()
    {
        Assert.Equal("", await Judge.EventAsync(Policy(256), _alice.Event(62, tags: ["relay", "ALL_RELAYS"])));
    }

    [Fact]
    public async Task The_first_rule_for_a_kind_decides_and_else_the_general_minimum()
    {
        var policy = new ProofOfWorkPolicy(new ProofOfWorkOptions
        {
            MinDifficulty = 256,
            Rules =
            [
                new ProofOfWorkRule { Kinds = KindSet.Of(7, 30023) },
                new ProofOfWorkRule { Kinds = KindSet.Of(1, 7), MinDifficulty = 6 },
            ],
        });
        var e = _alice.Event(7);

        Assert.Equal("", await Judge.EventAsync(policy, e));
        Assert.Equal("", await Judge.EventAsync(policy, Mined(6, "6")));
        Assert.Equal("pow: the target 5 is less than 6", await Judge.EventAsync(policy, Mined(6, "5")));
        var other = _alice.Event(42);
        Assert.Equal(
            $"pow: difficulty {ProofOfWork.DifficultyOf(other.Id)} is less than 256", await Judge.EventAsync(policy, other));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(62, tags: ["relay", "ALL_RELAYS"])));
    }

    [Fact]
    public async Task Rules_alone_ask_nothing_of_other_kinds()
    {
        var policy = new ProofOfWorkPolicy(new ProofOfWorkOptions
        {
            Rules = [new ProofOfWorkRule { Kinds = KindSet.Of(7), MinDifficulty = 256 }],
        });

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note()));
        Assert.NotEqual("", await Judge.EventAsync(policy, _alice.Event(7)));
    }

    [Fact]
    public void Rules_that_never_apply_are_a_mistake()
    {
        const string Section = "Relay:Policies:ProofOfWork:";
        const string Rules = $"{Section}Rules:";

        Assert.Equal(
            [$"{Section}MinDifficulty never applies: the rules are for all kinds"],
            ProblemsOf(($"{Rules}0:MinDifficulty", "5"), ($"{Section}MinDifficulty", "6")));
        Assert.Equal(
            [$"{Rules}1 never applies: the rules before it are for all its kinds"],
            ProblemsOf(
                ($"{Rules}0:Kinds", "1-9"), ($"{Rules}0:MinDifficulty", "5"), ($"{Rules}1:Kinds", "7"), ($"{Rules}1:MinDifficulty", "6")));
        Assert.Equal(
            [$"{Rules}0 sets no limit and exempts its kinds from no later rule"], ProblemsOf(($"{Rules}0:Kinds", "1")));
        Bind<PoliciesOptions>(($"{Rules}0:Kinds", "1"), ($"{Section}MinDifficulty", "6"));
        Assert.Equal(
            [$"{Rules}0 never applies: ExemptKinds exempts its kinds"],
            ProblemsOf(
                ($"{Section}ExemptKinds", "7,62"), ($"{Rules}0:Kinds", "7"), ($"{Rules}0:MinDifficulty", "6"),
                ($"{Section}MinDifficulty", "6")));
        Assert.Equal(
            [$"{Rules}0:MinDifficulty is 257, but must be from 1 to 256"],
            ProblemsOf(($"{Rules}0:Kinds", "1"), ($"{Rules}0:MinDifficulty", "257")));
    }

    [Theory]
    [InlineData("RequireCommitment", "true", "says nothing without MinDifficulty")]
    [InlineData("ExemptKinds", "1", "must contain 62: requests to vanish are honoured from anyone (NIP-62)")]
    [InlineData("ExemptKinds", "0-65535", "exempts every kind")]
    [InlineData("MinDifficulty", "0", "is 0, but must be from 1 to 256")]
    [InlineData("MinDifficulty", "257", "is 257, but must be from 1 to 256")]
    public void Settings_that_make_no_sense_are_a_mistake(string key, string value, string problem)
    {
        Assert.Equal(
            $"Relay:Policies:ProofOfWork:{key} {problem}", Assert.Single(ProblemsOf(($"Relay:Policies:ProofOfWork:{key}", value))));
    }

    static ProofOfWorkPolicy Policy(int difficulty, bool requireCommitment = false) =>
        new(new ProofOfWorkOptions { MinDifficulty = difficulty, RequireCommitment = requireCommitment });

    NostrEvent Mined(int difficulty, string? target)
    {
        for (var nonce = 0; ; nonce++)
        {
            var e = _alice.Note(tags: [target is null ? ["nonce", $"{nonce}"] : ["nonce", $"{nonce}", target]]);
            if (ProofOfWork.DifficultyOf(e.Id) >= difficulty)
                return e;
        }
    }
}
