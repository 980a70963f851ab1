using Relay.Nostr;

namespace Relay.Core;

/// <summary>Takes some events at a time.</summary>
sealed class EventBlock : IEventSink
{
    const int MostEvents = 500, MostBytes = 2 * EventStoreExtensions.BytesAtOnce;

    int _bytes;

    public List<NostrEvent> Events { get; } = [];

    public bool TryWrite(EventView e)
    {
        if (Events.Count == MostEvents || _bytes > MostBytes)
            return false;
        Events.Add(new NostrEvent(e));
        _bytes += e.Record.Length;
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;

    /// <summary>Reads all of a log, and lets a function use some events after the other.</summary>
    public static async Task ReadAsync(IEventLog log, CancellationToken cancel, Func<List<NostrEvent>, Task> use)
    {
        var block = new EventBlock();
        for (var read = new LogRead(After: 0, IsMore: true); read.IsMore;)
        {
            read = await log.ReadLogAsync(read.After, block, cancel);
            await use(block.Events);
            block.Clear();
        }
    }

    /// <summary>Makes room.</summary>
    public void Clear()
    {
        Events.Clear();
        _bytes = 0;
    }
}
