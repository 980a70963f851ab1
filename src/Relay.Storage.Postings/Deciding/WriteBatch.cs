using System.Collections.Immutable;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>The changes that one transaction is about to make to the view at its beginning. Used by the writer only.</summary>
public sealed class WriteBatch
{
    readonly Dictionary<Bytes32, int> _byId = [];
    readonly Dictionary<Bytes32, int> _byAddress = [];
    readonly Dictionary<long, Removal> _removed = [];

    /// <summary>The accepted events, in order. A dropped one was replaced or deleted by a later event of the same batch.</summary>
    public List<BatchEvent> Events { get; } = [];

    /// <summary>Copies of the removed events, if a listener wants them.</summary>
    public List<NostrEvent> RemovedEvents { get; } = [];

    /// <summary>The removed events, each once.</summary>
    public IReadOnlyCollection<Removal> Removed => _removed.Values;

    /// <summary>The ids of the removed events.</summary>
    public List<Bytes32> RemovedIds { get; } = [];

    /// <summary>The number of the newest live event, including this batch.</summary>
    public long High { get; set; }

    /// <summary>The lowest number given to history.</summary>
    public long Low { get; set; }

    /// <summary>The requests to vanish that are being carried out.</summary>
    public ImmutableDictionary<Bytes32, Vanishing> Vanishing { get; set; } = VanishingKeys.None;

    /// <summary>Whether there is a change to commit.</summary>
    public bool IsDirty { get; set; }

    /// <summary>
    /// Begins a new batch on top of the committed state: the newest and the lowest number, and the requests to vanish that are being
    /// carried out.
    /// </summary>
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

    /// <summary>
    /// Reserves a block of numbers for history, below all others, and returns the first. Numbers of refused events stay unused.
    /// </summary>
    public long ReserveHistory(int count)
    {
        if (Low <= count)
            throw new InvalidOperationException("The store has given out its lowest sequence number.");
        return Low -= count;
    }

    /// <summary>Adds an event: with the number <paramref name="history"/>, or a live one with the next number.</summary>
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

    /// <summary>Drops an event of this batch, so that it is not written.</summary>
    public void Drop(int index)
    {
        var dropped = Events[index];
        Events[index] = dropped with { IsDropped = true };
        _byId.Remove(dropped.Event.Id);
        if (dropped.Address is { } address)
            _byAddress.Remove(address);
    }

    /// <summary>The number that the next live event gets, or the reserved one.</summary>
    public long Next(long? history) => history ?? High + 1;

    /// <summary>Whether this batch removes the event for a reader with this bound.</summary>
    public bool IsRemoved(long sequence, long bound = Removal.Present) =>
        _removed.TryGetValue(sequence, out var removal) && removal.IsRemovedAt(bound);

    /// <summary>Notes the removal of an event.</summary>
    public void MarkRemoved(Removal removal)
    {
        _removed[removal.Sequence] = removal;
        IsDirty = true;
    }
}

/// <summary>An event of a batch.</summary>
/// <param name="Event">The event.</param>
/// <param name="IsLive">Whether it is live; otherwise it is history.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Address">The hash of its address, if it is replaceable or addressable; otherwise null.</param>
/// <param name="IsDropped">Whether a later event of the same batch replaced or deleted it. Then it is not written.</param>
public readonly record struct BatchEvent(NostrEvent Event, bool IsLive, long Sequence, Bytes32? Address, bool IsDropped);
