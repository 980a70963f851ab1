using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asked about every filter of a COUNT.</summary>
public interface IRejectCountFilterHook
{
    /// <summary>A refusal is answered with CLOSED and its text.</summary>
    ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel);
}
