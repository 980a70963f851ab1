using Relay.Nostr;

namespace Relay.Core;

/// <summary>Stores replaceable and addressable events.</summary>
public interface IReplaceEventHook
{
    /// <summary>Stores the event and drops the version it replaces, in one step; an older version is answered superseded.</summary>
    ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel);
}
