using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Which events go to a store of a <see cref="RouterStore"/>: those that meet all of its conditions. A condition that is null or empty is
/// always met.
/// </summary>
/// <param name="Store">The store.</param>
public sealed record StoreRoute(IEventStore Store)
{
    /// <summary>The name of the store for messages to the operator; null if it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Kinds.</summary>
    public KindSet? Kinds { get; init; }

    /// <summary>Authors.</summary>
    public IReadOnlySet<Bytes32>? Authors { get; init; }

    /// <summary>
    /// Tags, one value of each of which the event must carry. Replaceable and addressable events do not take such a route: a version with
    /// other tags would go elsewhere, and the older one would stay.
    /// </summary>
    public IReadOnlyList<TagFilter> Tags { get; init; } = [];

    /// <summary>Whether an event takes the route.</summary>
    public bool Fits(EventView e)
    {
        if (Kinds?.Contains(e.Kind) == false || Authors?.Contains(e.PublicKey) == false)
            return false;
        if (Tags.Count == 0)
            return true;
        if (Kind.IsReplaced(e.Kind))
            return false;
        foreach (var tag in Tags)
        {
            if (!tag.Matches(e.Tags))
                return false;
        }
        return true;
    }
}
