using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class KindsPolicyTests
{
    readonly Author _alice = new();

    [Theory]
    [InlineData("1-5", "", 1, 5, 2)]
    [InlineData("1-5", "4", 2, 5, 1)]
    [InlineData(null, "4", 1, 5, 65535)]
    [InlineData("1", "", 0, 62, 24133)]
    public async Task Allowed_kinds_and_exempt_ones_are_accepted(string? allowed, string denied, params int[] kinds)
    {
        var policy = Policy(allowed, denied);

        foreach (var kind in kinds)
            Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(kind)));
    }

    [Theory]
    [InlineData("2-5", "", 1, 6)]
    [InlineData("1-5", "4-5", 4, 5)]
    [InlineData(null, "4", 4)]
    public async Task Denied_kinds_and_those_not_allowed_are_refused(string? allowed, string denied, params int[] kinds)
    {
        var policy = Policy(allowed, denied);

        foreach (var kind in kinds)
            Assert.Equal($"blocked: kind {kind} is not accepted here", await Judge.EventAsync(policy, _alice.Event(kind)));
    }

    [Theory]
    [InlineData("1-5", "5-7,9", "Relay:Policies:Kinds:Denied names 6,7,9, which Allowed does not allow anyway")]
    [InlineData("1-2", "1-2", "Relay:Policies:Kinds:Allowed allows nothing that Denied does not deny")]
    [InlineData(null, "3", "Relay:Policies:Kinds:Denied names 3, which ExemptKinds exempts: one of the two must go")]
    public void Kinds_that_make_no_difference_are_a_mistake(string? allowed, string denied, string problem)
    {
        Assert.Equal(
            problem, Assert.Single(ProblemsOf(("Relay:Policies:Kinds:Allowed", allowed), ("Relay:Policies:Kinds:Denied", denied))));
    }

    [Fact]
    public void Requests_to_vanish_cannot_be_refused()
    {
        Assert.Equal(
            "Relay:Policies:Kinds:ExemptKinds must contain 62: requests to vanish are honoured from anyone (NIP-62)",
            Assert.Single(ProblemsOf(("Relay:Policies:Kinds:ExemptKinds", "0,3"))));
    }

    static KindsPolicy Policy(string? allowed, string denied) =>
        new(new KindsOptions { Allowed = allowed is null ? null : KindSet.Parse(allowed), Denied = KindSet.Parse(denied) });
}
