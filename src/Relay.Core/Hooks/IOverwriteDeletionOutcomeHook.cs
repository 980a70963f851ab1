using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asked about every stored event that a deletion request (kind 5) of its author names.</summary>
public interface IOverwriteDeletionOutcomeHook
{
    /// <summary>A refusal spares the target; the request itself is stored all the same.</summary>
    ValueTask<Verdict> OverwriteDeletionOutcomeAsync(NostrEvent target, NostrEvent deletion, CancellationToken cancel);
}
