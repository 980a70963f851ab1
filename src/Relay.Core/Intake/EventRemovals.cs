using Relay.Nostr;

namespace Relay.Core;

/// <summary>Removes stored events for the operator or the embedding program, some at a time, through all handlers that can.</summary>
sealed class EventRemovals(HookPipeline pipeline, IQueryEventsHook sources)
{
    /// <summary>The most events that are found or removed at a time: a commit of some milliseconds.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>Removes the events with these ids and returns how many there were.</summary>
    public async ValueTask<long> RemoveAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel)
    {
        ThrowIfNone();
        var removed = 0L;
        foreach (var some in ids.Distinct().Chunk(MostAtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            removed += pipeline.RemoveEvents is [var only]
                ? await pipeline.RemoveEventsAsync(only, some, cancel)
                : await RemoveFromAllAsync(some, cancel);
        }
        return removed;
    }

    /// <summary>Removes the events that match the filter, newest first, and returns how many there were.</summary>
    public async ValueTask<long> RemoveAsync(Filter filter, CancellationToken cancel)
    {
        ThrowIfNone();
        var (removed, wanted) = (0L, filter.Limit ?? long.MaxValue);
        HashSet<Bytes32> before = [], staying = [];
        while (wanted > 0)
        {
            cancel.ThrowIfCancellationRequested();
            // Events that no handler removes are found again.
            var limit = (int)Math.Min(MostAtOnce, wanted) + staying.Count;
            var found = await FindAsync(filter with { Limit = limit }, cancel);
            staying.UnionWith(found.Ids.Where(before.Contains));
            var ids = found.Ids.Where(id => !staying.Contains(id)).ToHashSet();
            if (ids.Count == 0)
                break;
            removed += await RemoveAsync(ids, cancel);
            wanted -= ids.Count;
            if (found.Ids.Count < limit)
                break;
            if (filter.Until != found.Oldest)
                staying.Clear();
            filter = filter with { Until = found.Oldest };
            before = ids;
        }
        return removed;
    }

    void ThrowIfNone()
    {
        if (pipeline.RemoveEvents.Length == 0)
            throw new InvalidOperationException("no store or handler of this relay can remove events");
    }

    /// <summary>Several handlers may have the same event, so what they count cannot be added.</summary>
    async ValueTask<int> RemoveFromAllAsync(Bytes32[] ids, CancellationToken cancel)
    {
        var found = await FindAsync(new Filter { Ids = [.. ids] }, cancel);
        foreach (var hook in pipeline.RemoveEvents)
            await pipeline.RemoveEventsAsync(hook, ids, cancel);
        return found.Ids.Count;
    }

    async ValueTask<FoundIds> FindAsync(Filter filter, CancellationToken cancel)
    {
        var found = new FoundIds();
        await sources.QueryEventsAsync(new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, found, cancel);
        return found;
    }

    /// <summary>Keeps the ids of what a query finds, and the time of the last, oldest one.</summary>
    sealed class FoundIds : IEventSink
    {
        public HashSet<Bytes32> Ids { get; } = [];

        public long Oldest { get; private set; }

        public bool TryWrite(EventView e)
        {
            Ids.Add(e.Id);
            Oldest = e.CreatedAt;
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
