using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Lets hooks change each stored event before it goes on into another sink. Holds one event at a time: while its hooks
/// run, or the other sink is full, it is full itself.
/// </summary>
sealed class OverwritingSink(HookPipeline pipeline, ClientContext client, IEventSink next, CancellationToken cancel) : IEventSink
{
    Task<NostrEvent>? _pending;

    public bool IsComplete => next.IsComplete;

    public bool TryWrite(EventView e)
    {
        if (_pending is not null && !TryPassOn())
            return false;
        _pending = pipeline.OverwriteResponseEventAsync(client, new NostrEvent(e), cancel).AsTask();
        return true;
    }

    public async ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        if (_pending is null)
            return;
        await _pending.WaitAsync(cancel);
        while (!TryPassOn())
            await next.WaitForRoomAsync(cancel);
    }

    /// <summary>Passes on the last event.</summary>
    internal ValueTask CompleteAsync() => WaitForRoomAsync(cancel);

    /// <summary>Nobody waits any more for an event that is still being changed.</summary>
    internal void End()
    {
        if (_pending is not null)
            HookRunner.Observe(_pending);
    }

    bool TryPassOn()
    {
        // A failed hook shows when its task is awaited; no event goes out in its place.
        if (_pending is not { IsCompletedSuccessfully: true } || !next.TryWrite(_pending.Result.View))
            return false;
        _pending = null;
        return true;
    }
}
