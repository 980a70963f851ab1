using Relay.Nostr;

namespace Relay.Core;

/// <summary>A query for stored events: filters whose limits are already within bounds, and what the asker may see.</summary>
public sealed class EventQuery
{
    /// <summary>
    /// The filters; the result is their union, each with its own limit. A null limit is none. A client's limit comes one or a few events
    /// higher, which are not sent: that fewer are found tells that there are no more (NIP-67).
    /// </summary>
    public required IReadOnlyList<Filter> Filters { get; init; }

    /// <summary>Decides which events exist for the asker.</summary>
    public required Visibility Visibility { get; init; }

    /// <summary>Events with a higher number are left out: they reach the subscription live.</summary>
    public long MaxSequence { get; init; } = long.MaxValue;

    /// <summary>The connection, if a client asks.</summary>
    public ClientContext? Client { get; init; }

    /// <summary>
    /// Completes when it is the asker's turn at a processor. A store that looks at more than a little does so in slices of some
    /// milliseconds, each in a turn that it ends before it awaits anything; in between it lets others go on.
    /// </summary>
    public ValueTask<Turn> EnterTurnAsync() => Client?.Turns?.EnterAsync() ?? default;

    /// <summary>Told by whoever answers how much is looked at for it; null if nobody wants to know.</summary>
    public QueryMeter? Meter { get; init; }
}
