using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Leaves out requests to delete and to vanish that one of the stores read before has, too. At such a request it has no room, until
/// <see cref="DecideAsync"/> has asked these stores.
/// </summary>
sealed class FirstCopies(IEventSink next, ReadOnlyMemory<IEventStore> before) : IEventSink
{
    Bytes32? _asked;
    Bytes32? _decided;
    bool _isCopy;

    public bool IsComplete => next.IsComplete;

    public bool TryWrite(EventView e)
    {
        if (before.IsEmpty || e.Kind is not (Kind.Deletion or Kind.Vanish))
            return next.TryWrite(e);
        if (_decided != e.Id)
        {
            _asked = e.Id;
            return false;
        }
        return _isCopy || next.TryWrite(e);
    }

    /// <summary>Decides about the request at which it had no room. False if there was none.</summary>
    public async ValueTask<bool> DecideAsync(CancellationToken cancel)
    {
        if (_asked is not { } id)
            return false;
        _isCopy = false;
        for (var i = 0; i < before.Length && !_isCopy; i++)
            _isCopy = await before.Span[i].ContainsAsync(id, cancel);
        (_decided, _asked) = (id, null);
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => next.WaitForRoomAsync(cancel);
}
