using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asks hooks about every stored event that a deletion request names, of any author. Used only if such hooks exist.</summary>
sealed class DeletionOutcomes(HookPipeline pipeline, IQueryEventsHook sources)
{
    /// <summary>The request with the ids that hooks protect and those that they delete.</summary>
    public async ValueTask<DeletionRequest> AskAsync(NostrEvent deletion, CancellationToken cancel)
    {
        HashSet<Bytes32>? spared = null, allowed = null;
        var targets = new DeletionTargets(deletion);
        foreach (var filters in targets.Queries)
        {
            await sources.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, targets, cancel);
            foreach (var e in targets.Take())
            {
                var outcome = await pipeline.OverwriteDeletionOutcomeAsync(e, deletion, cancel);
                if (outcome == DeletionOutcome.Spare)
                    (spared ??= []).Add(e.Id);
                else if (outcome == DeletionOutcome.Delete)
                    (allowed ??= []).Add(e.Id);
            }
        }
        return new DeletionRequest(deletion, spared, allowed);
    }
}
