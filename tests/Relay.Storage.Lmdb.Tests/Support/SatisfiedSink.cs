using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Wants this many events, but takes all it is given.</summary>
sealed class SatisfiedSink(int wanted) : IEventSink
{
    public int Written { get; private set; }

    public bool IsComplete => Written >= wanted;

    public bool TryWrite(EventView e)
    {
        Written++;
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
