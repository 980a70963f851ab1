using Relay.Nostr;

namespace Relay.Core;

/// <summary>Finds the version of a replaceable or addressable event that a store has.</summary>
static class StoredVersions
{
    /// <summary>The version, or none.</summary>
    public static Task<IReadOnlyList<NostrEvent>> OfAsync(IQueryEventsHook store, EventAddress address)
    {
        var filter = new Filter { Kinds = [address.Kind], Authors = [address.Author] };
        // A missing identifier is an empty one, and has no tag by which it could be found.
        if (Kind.ClassOf(address.Kind) == KindClass.Addressable && address.Identifier.View.Bytes.Length > 0)
            filter = filter with { Tags = [new TagFilter('d', [address.Identifier])] };
        return FoundAsync(store, filter, e => EventAddress.Of(e) == address);
    }

    /// <summary>Those of the events with these ids that are wanted.</summary>
    public static Task<IReadOnlyList<NostrEvent>> OfAsync(
        IQueryEventsHook store, IReadOnlyList<Bytes32> ids, Func<EventView, bool> isWanted) =>
        FoundAsync(store, new Filter { Ids = [.. ids] }, isWanted);

    static async Task<IReadOnlyList<NostrEvent>> FoundAsync(IQueryEventsHook store, Filter filter, Func<EventView, bool> isWanted)
    {
        var found = new Found(isWanted);
        await store.QueryEventsAsync(
            new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, found, CancellationToken.None);
        return found.Events;
    }

    /// <summary>Keeps what is wanted.</summary>
    sealed class Found(Func<EventView, bool> isWanted) : IEventSink
    {
        public List<NostrEvent> Events { get; } = [];

        public bool TryWrite(EventView e)
        {
            if (isWanted(e))
                Events.Add(new NostrEvent(e));
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
