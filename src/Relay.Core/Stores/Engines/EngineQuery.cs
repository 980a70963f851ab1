using Relay.Nostr;

namespace Relay.Core;

/// <summary>A question for the next events of one filter.</summary>
/// <param name="Filter">The filter, which can match; its limit does not matter.</param>
/// <param name="Visibility">Decides which events exist for the asker. The engine may use it to skip hidden ones.</param>
/// <param name="After">Only events after this one in the order of results; null from the newest on.</param>
/// <param name="MaxSequence">Events with higher numbers need not be returned.</param>
/// <param name="Now">The second at which expired events may be left out.</param>
/// <param name="Most">The most events to return, at least 1.</param>
/// <param name="MostBytes">After about this many bytes of records the page may end.</param>
public sealed record EngineQuery(
    Filter Filter, Visibility Visibility, EventPosition? After, long MaxSequence, long Now, int Most, int MostBytes);

/// <summary>Some results of a query, in the order of NIP-01.</summary>
/// <param name="Rows">The events, with their numbers. May be empty before the end.</param>
/// <param name="Next">
/// Where the next page begins: after this position. All results up to it, inclusive, have been returned. Null if there are no more.
/// </param>
/// <param name="Scanned">Entries that the engine scanned, for the limits of query cost.</param>
public readonly record struct EnginePage(IReadOnlyList<CommittedEvent> Rows, EventPosition? Next, long Scanned);

/// <summary>The count of some results of a query.</summary>
/// <param name="Count">How many there are up to <paramref name="Next"/>.</param>
/// <param name="Next">Where to count on; null if there are no more.</param>
/// <param name="Scanned">Entries that the engine scanned.</param>
public readonly record struct EngineCount(long Count, EventPosition? Next, long Scanned);
