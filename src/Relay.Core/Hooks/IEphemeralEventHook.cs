using Relay.Nostr;

namespace Relay.Core;

/// <summary>Told of every ephemeral event that was accepted.</summary>
public interface IEphemeralEventHook
{
    /// <summary>Runs before the event is passed on.</summary>
    ValueTask OnEphemeralEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}
