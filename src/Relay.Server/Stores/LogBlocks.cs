using Relay.Core;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>Reads the log of a store some events at a time.</summary>
static class LogBlocks
{
    const int EventsAtOnce = 500;

    /// <summary>Lets a function use all events, some after the other.</summary>
    public static async Task ReadAsync(IEventLog log, Func<List<NostrEvent>, Task> use)
    {
        var block = new Block();
        var after = 0L;
        for (var isMore = true; isMore;)
        {
            isMore = log.ReadLog(ref after, block);
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
