using Relay.Nostr;

namespace Relay.Bench;

/// <summary>A few packed events in memory.</summary>
sealed class MemoryRecords(NostrEvent[] events) : IRecordList
{
    public int Count => events.Length;

    public ReadOnlySpan<byte> this[int index] => events[index].Record.Span;

    public void Dispose()
    {
    }
}
