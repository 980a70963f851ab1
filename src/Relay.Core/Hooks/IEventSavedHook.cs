using Relay.Nostr;

namespace Relay.Core;

/// <summary>Told of every event that was stored.</summary>
public interface IEventSavedHook
{
    /// <summary>Runs after the commit, beside the answer to the client.</summary>
    ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}
