using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Takes the results of a query. A sink that is full says so and is waited for; a store holds no read transaction
/// meanwhile. Used by one thread at a time.
/// </summary>
public interface IEventSink
{
    /// <summary>Whether nothing more is wanted, so that looking on is for nothing. Once true it stays so. Asked by any thread.</summary>
    bool IsComplete => false;

    /// <summary>Takes the event, copying what it needs. False if there is no room: wait, then write the same event again.</summary>
    bool TryWrite(EventView e);

    /// <summary>Completes when there is room again.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancel);
}
