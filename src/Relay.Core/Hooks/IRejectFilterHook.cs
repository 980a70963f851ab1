using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asked about every filter of a REQ, limit 0 or not.</summary>
public interface IRejectFilterHook
{
    /// <summary>A refusal closes the whole subscription with its text.</summary>
    ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel);
}
