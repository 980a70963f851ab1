using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Lets hooks change each stored event before it goes on into another sink. Hooks run while the source waits for room, not while it writes,
/// since it may then hold a read transaction. Holds up to 64 events at a time, so that a source writes many in one transaction.
/// </summary>
sealed class OverwritingSink(HookPipeline pipeline, ClientContext client, IEventSink next, CancellationToken cancel) : IEventSink
{
    // Enough that a transaction for them is worth its cost, and a fraction of what an outbox holds.
    const int MaxHeld = 64, MaxHeldBytes = 64 * 1024;

    readonly Queue<NostrEvent> _held = [];
    int _heldBytes;

    public bool IsComplete => next.IsComplete;

    public bool TryWrite(EventView e)
    {
        if (_held.Count == MaxHeld || _heldBytes >= MaxHeldBytes)
            return false;
        _held.Enqueue(new NostrEvent(e));
        _heldBytes += e.Record.Length;
        return true;
    }

    public async ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        while (!next.IsComplete && _held.TryDequeue(out var e))
        {
            _heldBytes -= e.Record.Length;
            // A failed hook ends the query. The event that it failed on is not sent, nor any other in its place.
            e = await pipeline.OverwriteResponseEventAsync(client, e, cancel);
            while (!next.TryWrite(e.View))
                await next.WaitForRoomAsync(cancel);
        }
    }

    /// <summary>Passes on the last events.</summary>
    public ValueTask CompleteAsync() => WaitForRoomAsync(cancel);
}
