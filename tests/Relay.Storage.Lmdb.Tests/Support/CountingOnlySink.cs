using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Counts events and allocates nothing.</summary>
sealed class CountingOnlySink : IEventSink
{
    public int Count { get; private set; }

    public bool TryWrite(EventView e)
    {
        Count++;
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
