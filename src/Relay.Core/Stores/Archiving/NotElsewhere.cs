using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Reads a log without what is somewhere else, too: some events are read, and asked for, and then read again for the sink.
/// </summary>
sealed class NotElsewhere(IEventSink next, IReadOnlySet<Bytes32> elsewhere, int events) : IEventSink
{
    int _left = events;

    public bool IsComplete => next.IsComplete;

    /// <summary>Reads as <see cref="IEventLog.ReadLogAsync"/> does.</summary>
    public static async ValueTask<LogRead> ReadAsync(
        IEventLog log, long after, IEventSink sink, Func<Bytes32, ValueTask<bool>> isElsewhere, CancellationToken cancel)
    {
        var block = new EventBlock();
        var looked = await log.ReadLogAsync(after, block, cancel);
        var elsewhere = new HashSet<Bytes32>();
        foreach (var e in block.Events)
        {
            if (await isElsewhere(e.Id))
                elsewhere.Add(e.Id);
        }
        if (block.Events.Count == elsewhere.Count)
            return looked;
        var read = await log.ReadLogAsync(after, new NotElsewhere(sink, elsewhere, block.Events.Count), cancel);
        return read with { IsMore = true };
    }

    public bool TryWrite(EventView e)
    {
        if (_left == 0 || !elsewhere.Contains(e.Id) && !next.TryWrite(e))
            return false;
        _left--;
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => next.WaitForRoomAsync(cancel);
}
