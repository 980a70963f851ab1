namespace Relay.Core;

/// <summary>Answers COUNT (NIP-45).</summary>
public interface ICountEventsHook
{
    /// <summary>Counts the union of the filters, each event once; limits do not count.</summary>
    ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel);
}
