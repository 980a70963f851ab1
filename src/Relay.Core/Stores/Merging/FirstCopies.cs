using Relay.Nostr;

namespace Relay.Core;

/// <summary>Leaves out requests to delete and to vanish that one of the stores read before has, too.</summary>
sealed class FirstCopies(IEventSink next, ReadOnlyMemory<IEventStore> before) : IEventSink
{
    public bool IsComplete => next.IsComplete;

    public bool TryWrite(EventView e)
    {
        if (e.Kind is Kind.Deletion or Kind.Vanish)
        {
            foreach (var store in before.Span)
            {
                if (store.Contains(e.Id))
                    return true;
            }
        }
        return next.TryWrite(e);
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => next.WaitForRoomAsync(cancel);
}
