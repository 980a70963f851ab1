using Relay.Nostr;

namespace Relay.Core;

/// <summary>Finds the time of the newest event that was moved to an archive. Requests, which are in all stores, do not count.</summary>
sealed class NewestArchived : IEventSink
{
    /// <summary>Behind this number of requests it is enough to know that nothing older is newer.</summary>
    const int MostRequests = 1000;

    long _newest = long.MinValue;
    int _requests;

    /// <inheritdoc/>
    public bool IsComplete { get; private set; }

    /// <summary>No archived event is newer; it may be older.</summary>
    public static async ValueTask<long> OfAsync(IEventStore archive)
    {
        var newest = new NewestArchived();
        await archive.QueryEventsAsync(
            new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, newest, CancellationToken.None);
        return newest._newest;
    }

    /// <inheritdoc/>
    public bool TryWrite(EventView e)
    {
        if (IsComplete)
            return true;
        IsComplete = ArchivedStore.Takes(e.Kind) || ++_requests == MostRequests;
        _newest = IsComplete ? e.CreatedAt : _newest;
        return true;
    }

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
