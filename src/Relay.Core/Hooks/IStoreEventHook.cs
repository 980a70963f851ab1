using Relay.Nostr;

namespace Relay.Core;

/// <summary>Stores regular events.</summary>
public interface IStoreEventHook
{
    /// <summary>Completes when the event is as durable as the store promises.</summary>
    ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel);
}
