using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>One answer: the id that it names, its decision, and the text of a refusal.</summary>
readonly record struct PluginAnswer(Bytes32 Id, PluginAction Action, string? Text)
{
    static readonly Verdict Refused = Verdict.Blocked("not accepted by this relay's policy");

    /// <summary>
    /// The verdict of the answer. Clients recognise refusals by their prefix, so a text without one gets one. A query cannot be shadowed:
    /// it is refused, as is a question whose answer has no usable decision.
    /// </summary>
    public Verdict VerdictOn(PluginSubject subject) => Action switch
    {
        PluginAction.Accept => Verdict.Accept,
        PluginAction.ShadowReject when subject == PluginSubject.Event => Verdict.Shadow,
        PluginAction.Reject => Refusal(Text),
        _ => Refused,
    };

    public PluginOutcome OutcomeOf(PluginSubject subject) => Action switch
    {
        PluginAction.Accept => PluginOutcome.Accepted,
        PluginAction.ShadowReject when subject == PluginSubject.Event => PluginOutcome.Shadowed,
        PluginAction.None => PluginOutcome.Unusable,
        _ => PluginOutcome.Refused,
    };

    static Verdict Refusal(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return Refused;
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && Verdict.IsPrefix(text.AsSpan(0, colon))
            ? Verdict.Refuse(text[..colon], text[(colon + 2)..])
            : Verdict.Blocked(text);
    }
}
