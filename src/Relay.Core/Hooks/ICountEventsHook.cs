namespace Relay.Core;

/// <summary>Answers COUNT (NIP-45).</summary>
public interface ICountEventsHook
{
    /// <summary>
    /// Whether what is hidden from the asker (<see cref="EventQuery.Visibility"/>) or expired is not counted. If not, it is not asked: the
    /// relay counts what queries find.
    /// </summary>
    bool AppliesVisibility => false;

    /// <summary>Counts the union of the filters, each event once; limits do not count.</summary>
    ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel);
}
