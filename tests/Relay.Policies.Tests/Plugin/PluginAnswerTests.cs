using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies.Tests;

public sealed class PluginAnswerTests
{
    [Theory]
    [InlineData("blocked: no", "blocked: no")]
    [InlineData("rate-limited: slow down", "rate-limited: slow down")]
    [InlineData("pow: 28 bits: please", "pow: 28 bits: please")]
    [InlineData("just no", "blocked: just no")]
    [InlineData("Blocked: no", "blocked: Blocked: no")]
    [InlineData("blocked:no", "blocked: blocked:no")]
    [InlineData(": no", "blocked: : no")]
    [InlineData("no spam: ever", "blocked: no spam: ever")]
    [InlineData("", "blocked: not accepted by this relay's policy")]
    [InlineData(null, "blocked: not accepted by this relay's policy")]
    public void Refusal_always_has_a_prefix(string? text, string message)
    {
        Assert.Equal(message, On(PluginAction.Reject, PluginSubject.Event, text).Message);
        Assert.Equal(message, On(PluginAction.Reject, PluginSubject.Req, text).Message);
    }

    [Fact]
    public void Acceptance_has_no_text()
    {
        var verdict = On(PluginAction.Accept, PluginSubject.Event, "blocked: ignored");

        Assert.False(verdict.IsRefused || verdict.IsShadow);
    }

    [Fact]
    public void Events_are_shadowed_and_queries_refused_instead()
    {
        var shadowed = On(PluginAction.ShadowReject, PluginSubject.Event, null);
        Assert.True(shadowed.IsShadow && !shadowed.IsRefused);
        Assert.True(On(PluginAction.ShadowReject, PluginSubject.Req, null).IsRefused);
        Assert.True(On(PluginAction.ShadowReject, PluginSubject.Count, null).IsRefused);
    }

    [Fact]
    public void Answer_without_an_action_refuses()
    {
        Assert.Equal(
            "blocked: not accepted by this relay's policy", On(PluginAction.None, PluginSubject.Event, null).Message);
        Assert.True(On(PluginAction.None, PluginSubject.Req, null).IsRefused);
    }

    static Verdict On(PluginAction action, PluginSubject subject, string? text) =>
        new PluginAnswer(default(Bytes32), action, text).VerdictOn(subject);
}
