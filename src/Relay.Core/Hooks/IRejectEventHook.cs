using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asked about every event that is valid and new.</summary>
public interface IRejectEventHook
{
    /// <summary>The first refusal wins and is the text of OK.</summary>
    ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}
