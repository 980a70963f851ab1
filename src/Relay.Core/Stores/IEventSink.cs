using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Takes the results of a query. A sink without room returns false, and the store waits for it without holding a read transaction. Used by
/// one thread at a time.
/// </summary>
public interface IEventSink
{
    /// <summary>Whether it wants no more events, so that the source may stop. Once true it stays true. Asked by any thread.</summary>
    bool IsComplete => false;

    /// <summary>
    /// Takes the event and copies what it needs. Returns false if there is no room: wait, then write the same event again.
    /// </summary>
    bool TryWrite(EventView e);

    /// <summary>Completes when there is room again.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancel);
}
