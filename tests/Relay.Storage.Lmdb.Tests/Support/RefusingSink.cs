using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Takes events in portions. Between two portions a test may change the store.</summary>
sealed class RefusingSink(int portion, Func<Task> meanwhile) : IEventSink
{
    int _taken;

    public List<Bytes32> Ids { get; } = [];

    public bool TryWrite(EventView e)
    {
        if (_taken == portion)
            return false;
        _taken++;
        Ids.Add(e.Id);
        return true;
    }

    public async ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        await meanwhile();
        _taken = 0;
    }
}
