using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Bounds created_at by kind: how far it may lie in the past or ahead of now. The first rule for a kind decides.</summary>
public sealed class CreatedAtPolicy(CreatedAtOptions options, TimeProvider time)
    : INonBlockingHook, IRejectEventHook, IOverwriteRelayInformationHook
{
    readonly CreatedAtRule[] _rules = options.Rules;

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(KindRules.Find(_rules, e.Kind) is { } rule ? Judge(rule, e.CreatedAt) : Verdict.Accept);

    /// <inheritdoc/>
    public ValueTask<RelayInformation> OverwriteRelayInformationAsync(
        ClientContext client, RelayInformation information, CancellationToken cancel) =>
        // The document has no field for a rule about some kinds only.
        new(KindRules.ForAllKinds(_rules) is not { } rule
            ? information
            : information with
            {
                Limitation = information.Limitation with
                {
                    CreatedAtLowerLimit = rule.MaxSecondsAgo,
                    CreatedAtUpperLimit = rule.MaxSecondsAhead ?? information.Limitation.CreatedAtUpperLimit,
                },
            });

    Verdict Judge(CreatedAtRule rule, long createdAt)
    {
        var ago = time.GetUtcNow().ToUnixTimeSeconds() - createdAt;
        if (ago > rule.MaxSecondsAgo)
            return Refuse($"created_at is more than {rule.MaxSecondsAgo} seconds ago");
        if (-ago > rule.MaxSecondsAhead)
            return Refuse($"created_at is more than {rule.MaxSecondsAhead} seconds ahead");
        return Verdict.Accept;
    }

    static Verdict Refuse(FormattableString text) => Verdict.Invalid(text.ToString(CultureInfo.InvariantCulture));
}
