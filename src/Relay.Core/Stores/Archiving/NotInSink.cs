using Relay.Nostr;

namespace Relay.Core;

/// <summary>Leaves out what is somewhere else, too.</summary>
sealed class NotInSink(IEventSink next, Func<Bytes32, bool> isElsewhere) : IEventSink
{
    public bool IsComplete => next.IsComplete;

    public bool TryWrite(EventView e) => isElsewhere(e.Id) || next.TryWrite(e);

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => next.WaitForRoomAsync(cancel);
}
