using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>Reads whole stretches of a store.</summary>
public static class StoreReading
{
    /// <summary>
    /// Returns all events that are still stored with numbers above <paramref name="after"/> up to <paramref name="last"/>, ascending.
    /// </summary>
    public static List<NostrEvent> ReadSequence(this ISequencedStore store, long after, long last)
    {
        var events = new List<NostrEvent>();
        while (after < last)
        {
            var range = store.ReadSequenceAsync(after, last, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            events.AddRange(range.Rows.Select(static row => row.Event));
            after = range.Read;
        }
        return events;
    }

    /// <summary>Writes all events of a log.</summary>
    public static async Task ReadAllAsync(this IEventLog log, IEventSink sink)
    {
        for (var read = new LogRead(After: 0, IsMore: true); read.IsMore;)
        {
            read = await log.ReadLogAsync(read.After, sink, CancellationToken.None);
            if (read.IsMore)
                await sink.WaitForRoomAsync(CancellationToken.None);
        }
    }
}
