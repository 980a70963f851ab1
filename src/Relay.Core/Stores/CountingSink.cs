using Relay.Nostr;

namespace Relay.Core;

/// <summary>Counts results and keeps none.</summary>
sealed class CountingSink : IEventSink
{
    internal long Count { get; private set; }

    public bool TryWrite(EventView e)
    {
        Count++;
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
