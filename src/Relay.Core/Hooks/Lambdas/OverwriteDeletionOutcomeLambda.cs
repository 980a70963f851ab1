using Relay.Nostr;

namespace Relay.Core;

sealed class OverwriteDeletionOutcomeLambda(
    Func<NostrEvent, NostrEvent, CancellationToken, ValueTask<Verdict>> handler) : IOverwriteDeletionOutcomeHook
{
    public ValueTask<Verdict> OverwriteDeletionOutcomeAsync(NostrEvent target, NostrEvent deletion, CancellationToken cancel) =>
        handler(target, deletion, cancel);
}
