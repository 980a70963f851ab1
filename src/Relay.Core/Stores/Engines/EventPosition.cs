using Relay.Nostr;

namespace Relay.Core;

/// <summary>A place in the order of results (NIP-01): newest first, and among equal times the lowest id first.</summary>
/// <param name="CreatedAt">The time, in seconds since 1970.</param>
/// <param name="Id">The id.</param>
public readonly record struct EventPosition(long CreatedAt, Bytes32 Id) : IComparable<EventPosition>
{
    /// <summary>The position of an event.</summary>
    public static EventPosition Of(EventView e) => new(e.CreatedAt, e.Id);

    /// <summary>Negative if this position comes first.</summary>
    public int CompareTo(EventPosition other) =>
        CreatedAt != other.CreatedAt ? other.CreatedAt.CompareTo(CreatedAt) : Id.CompareTo(other.Id);

    /// <summary>Whether an event comes after this position.</summary>
    public bool IsBefore(EventView e) => e.CreatedAt < CreatedAt || e.CreatedAt == CreatedAt && Id.CompareTo(e.Id) < 0;
}
