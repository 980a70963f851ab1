using Relay.Nostr;

namespace Relay.Core;

/// <summary>Writes stored events as JSON, one a line. Takes the same memory for any number of events.</summary>
public static class EventExporter
{
    /// <summary>
    /// Writes the events that match the filter, ascending by the store's numbers, and returns how many. The filter's limit is ignored.
    /// </summary>
    public static async Task<long> ExportAsync(
        IEventLog log, Filter filter, Stream destination, Action<ExportProgress>? progress, CancellationToken cancel)
    {
        var count = await ExportAsync(log, filter, destination.WriteAsync, progress, cancel);
        await destination.FlushAsync(cancel);
        return count;
    }

    /// <summary>The same for a function that takes the bytes. The last call to <paramref name="progress"/> tells of all.</summary>
    internal static async Task<long> ExportAsync(
        IEventLog log, Filter filter, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, Action<ExportProgress>? progress,
        CancellationToken cancel)
    {
        var sink = new JsonLinesSink(write, filter);
        var read = new LogRead(After: 0, IsMore: true);
        while ((read = await log.ReadLogAsync(read.After, sink, cancel)).IsMore)
        {
            await sink.WaitForRoomAsync(cancel);
            progress?.Invoke(new ExportProgress(sink.Seen, sink.Count));
        }
        await sink.WaitForRoomAsync(cancel);
        progress?.Invoke(new ExportProgress(sink.Seen, sink.Count));
        return sink.Count;
    }

    /// <summary>Writes the events of a store that is no <see cref="IEventLog"/>, newest first.</summary>
    public static async Task<long> ExportAsync(IEventStore store, Filter filter, Stream destination, CancellationToken cancel)
    {
        var sink = new JsonLinesSink(destination.WriteAsync, filter);
        var query = new EventQuery { Filters = [filter with { Limit = null }], Visibility = Visibility.Everything };
        await store.QueryEventsAsync(query, sink, cancel);
        await sink.WaitForRoomAsync(cancel);
        await destination.FlushAsync(cancel);
        return sink.Count;
    }
}

/// <summary>How far an export has come.</summary>
/// <param name="Read">Events that it has looked at.</param>
/// <param name="Written">Events that it has written.</param>
public readonly record struct ExportProgress(long Read, long Written);
