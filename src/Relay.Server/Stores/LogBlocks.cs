using Relay.Core;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>Reads the log of a store some events at a time.</summary>
static class LogBlocks
{
    const int EventsAtOnce = 500;

    /// <summary>Lets a function use all events, some after the other.</summary>
    public static async Task ReadAsync(IEventLog log, CancellationToken cancel, Func<List<NostrEvent>, Task> use)
    {
        var block = new Block();
        for (var read = new LogRead(After: 0, IsMore: true); read.IsMore;)
        {
            cancel.ThrowIfCancellationRequested();
            read = await log.ReadLogAsync(read.After, block, cancel);
            await use(block.Events);
            block.Events.Clear();
        }
    }

    /// <summary>Some events.</summary>
    sealed class Block : IEventSink
    {
        public List<NostrEvent> Events { get; } = [];

        public bool TryWrite(EventView e)
        {
            if (Events.Count == EventsAtOnce)
                return false;
            Events.Add(new NostrEvent(e));
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
