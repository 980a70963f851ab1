using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Asks for proof of work (NIP-13). An event whose author aimed at less than is asked for was lucky, and is refused.
/// </summary>
public sealed class ProofOfWorkPolicy(ProofOfWorkOptions options) : INonBlockingHook, IRejectEventHook
{
    readonly int _minimum = options.MinDifficulty ?? 0;

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(options.ExemptKinds.Contains(e.Kind) ? Verdict.Accept : Judge(e));

    Verdict Judge(NostrEvent e)
    {
        var difficulty = ProofOfWork.DifficultyOf(e.Id);
        if (difficulty < _minimum)
            return Refuse($"difficulty {difficulty} is less than {_minimum}");
        if (!ProofOfWork.TryGetTarget(e.Tags, out var target))
            return options.RequireCommitment ? Refuse($"the nonce tag must name a target of at least {_minimum}") : Verdict.Accept;
        return target < _minimum ? Refuse($"the target {target} is less than {_minimum}") : Verdict.Accept;
    }

    static Verdict Refuse(FormattableString text) => Verdict.ProofOfWork(text.ToString(CultureInfo.InvariantCulture));
}
