using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>What one transaction is about to change, on top of the view it was begun with. Used by the writer alone.</summary>
public sealed class WriteBatch
{
    readonly Dictionary<Bytes32, int> _byId = [];
    readonly Dictionary<Bytes32, int> _byAddress = [];
    readonly Dictionary<long, Removal> _removed = [];

    /// <summary>Events accepted, in order. A dropped one was replaced or deleted again in the same batch.</summary>
    public List<BatchEvent> Events { get; } = [];

    /// <summary>Copies of events removed, if anyone wants them.</summary>
    public List<NostrEvent> RemovedEvents { get; } = [];

    /// <summary>The events removed, each once.</summary>
    public IReadOnlyCollection<Removal> Removed => _removed.Values;

    /// <summary>The ids of the events removed.</summary>
    public List<Bytes32> RemovedIds { get; } = [];

    /// <summary>The number of the newest live event, those of this batch included.</summary>
    public long High { get; set; }

    /// <summary>The lowest number given to history.</summary>
    public long Low { get; set; }

    /// <summary>The requests to vanish that are being carried out.</summary>
    public ImmutableDictionary<Bytes32, Vanishing> Vanishing { get; set; } = VanishingKeys.None;

    /// <summary>Whether there is anything to commit.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Begins anew, on top of what is committed: the newest and the lowest number, and the requests to vanish under way.</summary>
    public void Start(long high, long low, ImmutableDictionary<Bytes32, Vanishing> vanishing)
    {
        _byId.Clear();
        _byAddress.Clear();
        _removed.Clear();
        RemovedIds.Clear();
        Events.Clear();
        RemovedEvents.Clear();
        High = high;
        Low = low;
        Vanishing = vanishing;
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

    /// <summary>The index of an event of this batch that was not dropped.</summary>
    public bool TryFind(in Bytes32 id, out int index) => _byId.TryGetValue(id, out index);

    /// <summary>The index of the version of an address in this batch.</summary>
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
        _removed.TryGetValue(sequence, out var removal) && removal.IsRemovedAt(bound);

    /// <summary>Notes that an event is removed.</summary>
    public void MarkRemoved(Removal removal)
    {
        _removed[removal.Sequence] = removal;
        IsDirty = true;
    }
}

/// <summary>An event of a batch.</summary>
/// <param name="Event">The event.</param>
/// <param name="IsLive">Whether it is live; else it is history.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Address">The hash of its address, if it is one of versions.</param>
/// <param name="IsDropped">Whether it was replaced or deleted in the same batch: it is not written.</param>
public readonly record struct BatchEvent(NostrEvent Event, bool IsLive, long Sequence, Bytes32? Address, bool IsDropped);
