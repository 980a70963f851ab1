using Relay.Nostr;

namespace Relay.Core;

/// <summary>May keep a live event from one receiver.</summary>
public interface IPreventBroadcastHook
{
    /// <summary>True keeps the event back.</summary>
    ValueTask<bool> PreventBroadcastAsync(ClientContext receiver, NostrEvent e, CancellationToken cancel);
}
