using Relay.Nostr;

namespace Relay.Core;

/// <summary>May change an event just before it is sent to one client.</summary>
public interface IOverwriteResponseEventHook
{
    /// <summary>Gives back the event to send.</summary>
    ValueTask<NostrEvent> OverwriteResponseEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}
