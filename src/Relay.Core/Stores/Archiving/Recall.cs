using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Finds archived events that the first store must have before a request: those that a hook deletes with it, which a store keeps out from
/// then on only if it had them, and one event of a key that asks to vanish, since a store keeps such a request only if it has one.
/// </summary>
static class Recall
{
    /// <summary>What finds them; nothing for most requests.</summary>
    public static IReadOnlyList<Filter> FiltersOf(DeletionRequest request)
    {
        if (request.Event.Kind == Kind.Vanish)
        {
            var key = request.Event.PublicKey;
            return
            [
                new Filter { Authors = [key], Limit = 1 },
                new Filter { Kinds = [Kind.GiftWrap], Tags = [new TagFilter('p', [new TagValue(key)])], Limit = 1 },
            ];
        }
        return request.Allowed is { Count: > 0 } allowed ? [new Filter { Ids = [.. allowed] }] : [];
    }

    /// <summary>The events. None from an archive that is broken: it does not take the request either.</summary>
    public static async ValueTask<IReadOnlyList<NostrEvent>> FindAsync(
        IEventStore archive, IReadOnlyList<Filter> filters, CancellationToken cancel)
    {
        var found = new EventBlock();
        try
        {
            await archive.QueryEventsAsync(
                new EventQuery { Filters = filters, Visibility = Visibility.Everything }, new ArchivedOnly(found), cancel);
        }
        catch (StoreBrokenException)
        {
            // It has told so.
        }
        return found.Events;
    }

    /// <summary>Keeps what was archived, up to a block: a request names fewer events.</summary>
    sealed class ArchivedOnly(EventBlock block) : IEventSink
    {
        public bool TryWrite(EventView e)
        {
            if (ArchivedStore.Takes(e.Kind))
                block.TryWrite(e);
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
