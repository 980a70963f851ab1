using Relay.Nostr;

namespace Relay.Core;

/// <summary>An event of a lane on its way. The lane uses the object again for a later event.</summary>
sealed class PendingEvent(EventLane lane) : IThreadPoolWorkItem
{
    volatile bool _isVerified;

    /// <summary>The event; none while the object waits to be used again.</summary>
    internal NostrEvent Event { get; private set; } = null!;

    /// <summary>Whether the signature has been looked at.</summary>
    internal bool IsVerified => _isVerified;

    /// <summary>What looking at the signature gave.</summary>
    internal bool HasValidSignature { get; private set; }

    /// <summary>Whether the answer is that of the store, so that hooks learn of it.</summary>
    internal bool IsForStore { get; private set; }

    /// <summary>The answer, known or awaited.</summary>
    internal ValueTask<StoreResult> Result { get; private set; }

    internal void Start(NostrEvent e)
    {
        Event = e;
        _isVerified = false;
    }

    /// <summary>Looks at the signature, on a thread of the pool.</summary>
    public void Execute()
    {
        HasValidSignature = lane.HasValidSignature(Event);
        _isVerified = true;
        lane.OnVerified(this);
    }

    internal void Answer(StoreResult result)
    {
        Result = new(result);
        IsForStore = false;
    }

    internal void AwaitStore(ValueTask<StoreResult> result)
    {
        Result = result;
        IsForStore = true;
    }

    internal void Clear()
    {
        Event = null!;
        Result = default;
    }
}
