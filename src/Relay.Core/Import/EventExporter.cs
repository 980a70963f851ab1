using Relay.Nostr;

namespace Relay.Core;

/// <summary>Writes the events of a store as JSON, one a line.</summary>
public static class EventExporter
{
    /// <summary>
    /// Writes the events that match the filter, whose limit is ignored, and returns their number: in the order they were
    /// stored if the store knows it, else newest first. Memory does not grow with the number of events.
    /// </summary>
    public static async Task<long> ExportAsync(
        IEventStore store, Filter filter, Stream destination, Action<long>? progress, CancellationToken cancel)
    {
        var sink = new JsonLinesSink(destination, filter);
        if (store is IEventLog log)
        {
            var after = 0L;
            while (log.ReadLog(ref after, sink))
            {
                await sink.WaitForRoomAsync(cancel);
                progress?.Invoke(sink.Count);
            }
        }
        else
        {
            var query = new EventQuery { Filters = [filter with { Limit = null }], Visibility = Visibility.Everything };
            await store.QueryEventsAsync(query, sink, cancel);
        }
        await sink.WaitForRoomAsync(cancel);
        await destination.FlushAsync(cancel);
        return sink.Count;
    }
}
