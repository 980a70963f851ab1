using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Lets hooks change each stored event before it goes on into another sink. Hooks run while the source waits for room and not
/// while it writes: it may hold a read transaction then. Holds some events at a time, so that a source writes in strides.
/// </summary>
sealed class OverwritingSink(HookPipeline pipeline, ClientContext client, IEventSink next, CancellationToken cancel) : IEventSink
{
    // As many as make a stride worth its new transaction, in a fraction of what an outbox holds.
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
            // A failed hook ends the query; no event goes out in the place of the one it failed on.
            e = await pipeline.OverwriteResponseEventAsync(client, e, cancel);
            while (!next.TryWrite(e.View))
                await next.WaitForRoomAsync(cancel);
        }
    }

    /// <summary>Passes on the last events.</summary>
    public ValueTask CompleteAsync() => WaitForRoomAsync(cancel);
}
