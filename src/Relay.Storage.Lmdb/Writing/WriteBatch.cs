using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>What one transaction is about to change, on top of the view it was begun with. Used by the writer alone.</summary>
sealed class WriteBatch
{
    readonly Dictionary<Bytes32, int> _byId = [];
    readonly Dictionary<Bytes32, int> _byAddress = [];
    readonly Dictionary<long, Removal> _removed = [];

    /// <summary>Events accepted, in order. A dropped one was replaced or deleted again in the same batch.</summary>
    public List<BatchEvent> Events { get; } = [];

    /// <summary>Copies of events removed, if anyone wants them.</summary>
    public List<NostrEvent> RemovedEvents { get; } = [];

    public IReadOnlyCollection<Removal> Removed => _removed.Values;

    /// <summary>The ids of the events removed.</summary>
    public List<Bytes32> RemovedIds { get; } = [];

    /// <summary>Runs of removals of which nothing is left in the log.</summary>
    public List<TailRun> Forgotten { get; } = [];

    /// <summary>The number of the newest live event, those of this batch included.</summary>
    public long High { get; set; }

    public long Low { get; set; }

    public ImmutableDictionary<Bytes32, Vanishing> Vanishing { get; set; } = VanishingKeys.None;

    /// <summary>Whether there is anything to commit.</summary>
    public bool IsDirty { get; set; }

    public void Start(Tail tail)
    {
        _byId.Clear();
        _byAddress.Clear();
        _removed.Clear();
        RemovedIds.Clear();
        Events.Clear();
        RemovedEvents.Clear();
        Forgotten.Clear();
        High = tail.High;
        Low = tail.Low;
        Vanishing = tail.Vanishing;
        IsDirty = false;
    }

    /// <summary>Takes a block of numbers for history below all others and gives the first; those of refused events stay unused.</summary>
    public long ReserveHistory(int count)
    {
        if (Low <= count)
            throw new InvalidOperationException("The store has given out its lowest sequence number.");
        return Low -= count;
    }

    /// <summary>Adds an event under the number kept for it, or a live one under the next.</summary>
    public long Add(NostrEvent e, long? history, Bytes32? address)
    {
        var sequence = history ?? ++High;
        if (sequence > Sequences.Max)
            throw new InvalidOperationException("The store has given out its last sequence number.");
        _byId[e.Id] = Events.Count;
        if (address is { } named)
            _byAddress[named] = Events.Count;
        Events.Add(new BatchEvent(e, history is null, sequence, address, IsDropped: false));
        IsDirty = true;
        return sequence;
    }

    public bool TryFind(in Bytes32 id, out int index) => _byId.TryGetValue(id, out index);

    public bool TryFindAddress(in Bytes32 address, out int index) => _byAddress.TryGetValue(address, out index);

    /// <summary>Takes back an event of this batch.</summary>
    public void Drop(int index)
    {
        var dropped = Events[index];
        Events[index] = dropped with { IsDropped = true };
        _byId.Remove(dropped.Event.Id);
        if (dropped.Address is { } address)
            _byAddress.Remove(address);
    }

    /// <summary>The number that the next event gets, or the one kept for it.</summary>
    public long Next(long? history) => history ?? High + 1;

    /// <summary>Whether this batch removes the event, for whoever takes numbers up to the bound.</summary>
    public bool IsRemoved(long sequence, long bound = Removal.Present) =>
        _removed.TryGetValue(sequence, out var removal) && removal.IsGone(bound);

    /// <summary>The log has carried the removals out to the end.</summary>
    public void MarkForgotten(TailRun run)
    {
        Forgotten.Add(run);
        IsDirty = true;
    }

    public void MarkRemoved(Removal removal)
    {
        _removed[removal.Sequence] = removal;
        IsDirty = true;
    }
}

/// <summary>An event of a batch, and the hash of its address if it is one of versions.</summary>
readonly record struct BatchEvent(NostrEvent Event, bool IsLive, long Sequence, Bytes32? Address, bool IsDropped);
