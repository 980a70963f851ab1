using Relay.Nostr;

namespace Relay.Core;

/// <summary>Answers COUNT with the registers of a HyperLogLog (NIP-45).</summary>
public interface ICountEventsHllHook
{
    /// <summary>
    /// Whether what is hidden from the asker (<see cref="EventQuery.Visibility"/>) or expired is not counted. If not, it is not asked: the
    /// relay counts what queries find.
    /// </summary>
    bool AppliesVisibility => false;

    /// <summary>
    /// Counts as <see cref="ICountEventsHook"/> does, and adds the author of each event counted. What is deleted, expired or hidden from
    /// the asker is in neither.
    /// </summary>
    ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel);
}
