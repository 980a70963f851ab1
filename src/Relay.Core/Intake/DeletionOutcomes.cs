using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asks hooks about every stored event that a deletion request of its author names. Used only if such hooks exist.</summary>
sealed class DeletionOutcomes(HookPipeline pipeline, IQueryEventsHook sources)
{
    /// <summary>The ids that hooks protect; null if they protect no event.</summary>
    public async ValueTask<IReadOnlySet<Bytes32>?> AskAsync(NostrEvent deletion, CancellationToken cancel)
    {
        var targets = new DeletionTargets(deletion);
        if (targets.Filters.Count == 0)
            return null;
        var query = new EventQuery { Filters = targets.Filters, Visibility = Visibility.Everything };
        await sources.QueryEventsAsync(query, targets, cancel);
        HashSet<Bytes32>? spared = null;
        foreach (var e in targets.Found)
        {
            var verdict = await pipeline.OverwriteDeletionOutcomeAsync(e, deletion, cancel);
            if (verdict.IsRefused)
                (spared ??= []).Add(e.Id);
        }
        return spared;
    }
}
