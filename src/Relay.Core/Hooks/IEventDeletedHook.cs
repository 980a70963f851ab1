using Relay.Nostr;

namespace Relay.Core;

/// <summary>Told of every stored event that is gone: deleted, replaced, expired or vanished.</summary>
public interface IEventDeletedHook
{
    /// <summary>Runs after the commit.</summary>
    ValueTask OnEventDeletedAsync(NostrEvent e, CancellationToken cancel);
}
