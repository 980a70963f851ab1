using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Refuses texts whose references lack <c>nostr:</c> (NIP-27), since clients can only guess that those are references.</summary>
public sealed class UnprefixedReferencesPolicy(UnprefixedReferencesOptions options) : INonBlockingHook, IRejectEventHook
{
    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(options.Kinds.Contains(e.Kind) && BareReferences.IsIn(e.View.Content)
            ? Verdict.Blocked("references to people and events must begin with nostr:")
            : Verdict.Accept);
}
