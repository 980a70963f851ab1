using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// An archive of an <see cref="ArchiveStore"/>, and which events go there: those that take the route and are old enough. Requests to
/// delete and to vanish stay where they are, since every store has them, and so do replaceable and addressable events: of each address
/// there is only the newest version, and it must be in one place.
/// </summary>
/// <param name="Route">The archive, its name and its conditions.</param>
/// <param name="OlderThan">How old by its <c>created_at</c> an event is that goes there.</param>
public sealed record ArchivedStore(StoreRoute Route, TimeSpan OlderThan)
{
    /// <summary>A filter with more kinds or authors is slower than looking at each event.</summary>
    const int MostNamed = 64;

    /// <summary>Whether an event of this kind may be archived.</summary>
    public static bool Takes(ushort kind) => kind is not (Kind.Deletion or Kind.Vanish) && !Kind.IsReplaced(kind);

    internal IEventStore Store => Route.Store;

    /// <summary>Whether an event that is old enough goes there.</summary>
    internal bool Fits(EventView e) => Takes(e.Kind) && Route.Fits(e);

    /// <summary>A filter that finds all events that go there, and others.</summary>
    internal Filter Filter => new()
    {
        Kinds = Route.Kinds is { Count: <= MostNamed } kinds ? [.. kinds] : null,
        Authors = Route.Authors is { Count: <= MostNamed } authors ? [.. authors] : null,
        Tags = Route.Tags,
    };
}
