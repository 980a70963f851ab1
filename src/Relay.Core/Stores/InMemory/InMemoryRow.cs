using Relay.Nostr;

namespace Relay.Core;

/// <summary>An event and its number. Rows sort as results do: newest first, equal times by lowest id.</summary>
sealed record InMemoryRow(long Sequence, NostrEvent Event) : IComparable<InMemoryRow>
{
    public static IComparer<InMemoryRow> BySequence { get; } =
        Comparer<InMemoryRow>.Create(static (left, right) => left.Sequence.CompareTo(right.Sequence));

    public int CompareTo(InMemoryRow? other)
    {
        if (other is null)
            return 1;
        var order = other.Event.CreatedAt.CompareTo(Event.CreatedAt);
        return order != 0 ? order : Event.Id.CompareTo(other.Event.Id);
    }
}
