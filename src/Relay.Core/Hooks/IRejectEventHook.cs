using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Asked about every event that is valid and new. The events of one connection are asked about in the order of their
/// arrival, but the next one before the verdict on this one is there; they are stored in that order whatever comes first.
/// </summary>
public interface IRejectEventHook
{
    /// <summary>The first refusal wins and is the text of OK.</summary>
    ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}
