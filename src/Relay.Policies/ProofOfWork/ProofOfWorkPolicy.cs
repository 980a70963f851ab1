using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Asks for proof of work (NIP-13), by kind: the first rule for a kind decides; without one, the general minimum does. An event whose
/// author committed to less work than required is refused, even if its id happens to have enough.
/// </summary>
public sealed class ProofOfWorkPolicy(ProofOfWorkOptions options) : INonBlockingHook, IRejectEventHook, IOverwriteRelayInformationHook
{
    readonly ProofOfWorkRule[] _rules = options.AllRules;

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(!options.ExemptKinds.Contains(e.Kind) && KindRules.Find(_rules, e.Kind) is { MinDifficulty: { } minimum }
            ? Judge(e, minimum)
            : Verdict.Accept);

    /// <inheritdoc/>
    public ValueTask<RelayInformation> OverwriteRelayInformationAsync(
        ClientContext client, RelayInformation information, CancellationToken cancel) =>
        new(information with
        {
            SupportedNips = [.. information.SupportedNips.Append(13).Order()],
            Limitation = information.Limitation with { MinPowDifficulty = options.GeneralDifficulty },
        });

    Verdict Judge(NostrEvent e, int minimum)
    {
        var difficulty = ProofOfWork.DifficultyOf(e.Id);
        if (difficulty < minimum)
            return Refuse($"difficulty {difficulty} is less than {minimum}");
        if (!ProofOfWork.TryGetTarget(e.Tags, out var target))
            return options.RequireCommitment ? Refuse($"the nonce tag must name a target of at least {minimum}") : Verdict.Accept;
        return target < minimum ? Refuse($"the target {target} is less than {minimum}") : Verdict.Accept;
    }

    static Verdict Refuse(FormattableString text) => Verdict.ProofOfWork(text.ToString(CultureInfo.InvariantCulture));
}
