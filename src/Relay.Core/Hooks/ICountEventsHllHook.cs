using Relay.Nostr;

namespace Relay.Core;

/// <summary>Answers COUNT with the registers of a HyperLogLog (NIP-45).</summary>
public interface ICountEventsHllHook
{
    /// <summary>
    /// Counts as <see cref="ICountEventsHook"/> does, and adds the author of each event counted. What is deleted, expired or hidden from
    /// the asker is in neither.
    /// </summary>
    ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel);
}
