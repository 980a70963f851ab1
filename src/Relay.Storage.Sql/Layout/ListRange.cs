using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>The part of every list in which a query's events are, both ends included.</summary>
/// <param name="From">The first place.</param>
/// <param name="To">The last place.</param>
readonly record struct ListRange(ListPlace From, ListPlace To)
{
    /// <summary>Whether nothing can be in it.</summary>
    public bool IsEmpty => From.CompareTo(To) > 0;

    /// <summary>
    /// The range of a query. It begins with the place of the last event of the page before, of which other events may follow.
    /// </summary>
    public static ListRange Of(EngineQuery query)
    {
        var (since, until) = (Math.Max(query.Filter.Since ?? 0, 0), query.Filter.Until ?? long.MaxValue);
        if (since > ListPlace.MaxCreatedAt || until < since)
            return Nothing;
        var from = until >= ListPlace.MaxCreatedAt ? ListPlace.First : new ListPlace(until, 0);
        if (query.After is { CreatedAt: <= ListPlace.MaxCreatedAt } after)
        {
            var place = new ListPlace(after.CreatedAt, after.Id.Prefix);
            if (place.IsPassedBy(after))
            {
                if (place == ListPlace.Last)
                    return Nothing;
                place = place.Next();
            }
            from = place.CompareTo(from) > 0 ? place : from;
        }
        return new ListRange(from, new ListPlace(since, ulong.MaxValue));
    }

    static ListRange Nothing => new(ListPlace.Last, ListPlace.First);
}
