using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A commit that is being decided: what the engine has found, and the changes so far. Later events of a batch see what earlier ones did.
/// Used by the writer only.
/// </summary>
sealed class EngineBatch(
    IStoreEngine engine, EngineFindings found, long high, long low, ImmutableDictionary<Bytes32, Vanishing> vanishing, long now,
    string? refusal)
{
    readonly Dictionary<Bytes32, int> _byId = [];
    readonly Dictionary<EventAddress, int> _byAddress = [];
    readonly Dictionary<long, CommittedEvent> _removed = [];
    readonly Dictionary<StateKey, ReadOnlyMemory<byte>?> _state = [];
    readonly HashSet<Bytes32> _gone = [];
    bool _isNumbered;

    /// <summary>The engine, for questions that cannot be asked before.</summary>
    public IStoreEngine Engine => engine;

    /// <summary>The second of the commit.</summary>
    public long Now => now;

    /// <summary>The refusal of new events while only removals are accepted; null otherwise.</summary>
    public string? Refusal => refusal;

    /// <summary>The accepted events, in order, with those that later events of the batch replaced or deleted.</summary>
    public List<PendingEvent> Events { get; } = [];

    /// <summary>The removed events, those of this batch included.</summary>
    public List<NostrEvent> RemovedEvents { get; } = [];

    /// <summary>Stored versions that live events of this batch replace.</summary>
    public List<(CommittedEvent Row, long Successor)> Replaced { get; } = [];

    /// <summary>The newest number of a live event.</summary>
    public long High { get; private set; } = high;

    /// <summary>The lowest number given to history.</summary>
    public long Low { get; private set; } = low;

    /// <summary>The requests to vanish that are being carried out.</summary>
    public ImmutableDictionary<Bytes32, Vanishing> Vanishing { get; set; } = vanishing;

    /// <summary>Whether a tombstone was written, or events were removed by their ids: replaced versions may have to go.</summary>
    public bool HasGone { get; private set; }

    /// <summary>Reserves a block of numbers for history, below all others, and returns the first.</summary>
    public long ReserveHistory(int count)
    {
        if (Low <= count)
            throw new InvalidOperationException("The store has given out its lowest sequence number.");
        _isNumbered = true;
        return Low -= count;
    }

    /// <summary>Adds an event: with the number <paramref name="history"/>, or a live one with the next number.</summary>
    public long Add(NostrEvent e, long? history, EventAddress? address)
    {
        var sequence = history ?? ++High;
        if (sequence > Sequences.Max)
            throw new InvalidOperationException("The store has given out its last sequence number.");
        _isNumbered = true;
        _byId[e.Id] = Events.Count;
        if (address is { } named)
            _byAddress[named] = Events.Count;
        Events.Add(new PendingEvent(new CommittedEvent(sequence, e), history is null, address, IsDropped: false));
        return sequence;
    }

    /// <summary>The number that the next live event gets.</summary>
    public long Next => High + 1;

    /// <summary>An event of this batch that was not dropped.</summary>
    public bool TryFindPending(in Bytes32 id, out int index) => _byId.TryGetValue(id, out index);

    /// <summary>The version of an address in this batch.</summary>
    public bool TryFindPending(EventAddress address, out int index) => _byAddress.TryGetValue(address, out index);

    /// <summary>A stored event that this batch has not removed.</summary>
    public bool TryFindStored(in Bytes32 id, out CommittedEvent row) => found.TryFind(id, out row) && !_removed.ContainsKey(row.Sequence);

    /// <summary>The stored versions of an address that this batch has not removed.</summary>
    public IEnumerable<CommittedEvent> VersionsOf(EventAddress address)
    {
        foreach (var row in found.VersionsOf(address))
        {
            if (!_removed.ContainsKey(row.Sequence))
                yield return row;
        }
    }

    /// <summary>Whether this batch has removed the event with this number.</summary>
    public bool IsRemoved(long sequence) => _removed.ContainsKey(sequence);

    /// <summary>Whether an event with this id is stored or about to be. One whose key is vanishing is not.</summary>
    public bool IsStored(in Bytes32 id) =>
        TryFindPending(id, out _) || TryFindStored(id, out var row) && !Vanishing.Cover(row.Event.View);

    /// <summary>Drops an event of this batch, so that it is not written.</summary>
    public void Drop(int index)
    {
        var dropped = Events[index];
        Events[index] = dropped with { IsDropped = true };
        RemovedEvents.Add(dropped.Row.Event);
        _byId.Remove(dropped.Row.Event.Id);
        if (dropped.Address is { } address)
            _byAddress.Remove(address);
    }

    /// <summary>Removes a stored event.</summary>
    public void Remove(CommittedEvent row)
    {
        if (!_removed.TryAdd(row.Sequence, row))
            return;
        RemovedEvents.Add(row.Event);
        if (row.Event.View.HasExpiration)
            _state[StateKeys.Expiration(row.Event.View)] = null;
    }

    /// <summary>Notes that nobody may find the event with this id any more, not even a query that began earlier.</summary>
    public void Forget(in Bytes32 id)
    {
        _gone.Add(id);
        HasGone = true;
    }

    /// <summary>Whether a tombstone with this key covers the second.</summary>
    public bool IsCovered(StateKey key, long createdAt) => TryRead(key, out var value) && createdAt <= Tombstone.UpTo(value.Span);

    /// <summary>Whether this request left the tombstone with this key.</summary>
    public bool IsCoveredBy(StateKey key, in Bytes32 request) =>
        TryRead(key, out var value) && Tombstone.RequestOf(value.Span) == request;

    /// <summary>Writes a tombstone, or extends the existing one.</summary>
    public void AddTombstone(StateKey key, long upTo, in Bytes32 request)
    {
        HasGone = true;
        if (!IsCovered(key, upTo))
            _state[key] = StateKeys.Until(upTo, request);
    }

    /// <summary>Writes a record of state; null removes it.</summary>
    public void Write(StateKey key, ReadOnlyMemory<byte>? value) => _state[key] = value;

    /// <summary>Whether this batch makes it impossible to find an event that was replaced before.</summary>
    public bool IsGone(NostrEvent e)
    {
        var view = e.View;
        if (_gone.Contains(view.Id) || Vanishing.Cover(view))
            return true;
        foreach (var key in BatchLookups.TombstonesOf(view, Kind.IsReplaced(view.Kind) ? EventAddress.Of(view) : null))
        {
            if (_state.TryGetValue(key, out var value) && value is { } tombstone && view.CreatedAt <= Tombstone.UpTo(tombstone.Span))
                return true;
        }
        return false;
    }

    /// <summary>The changes to commit; null if there are none.</summary>
    public EngineChanges? ToChanges()
    {
        var changes = new EngineChanges();
        foreach (var e in Events)
        {
            if (e.IsDropped)
                continue;
            changes.Added.Add(e.Row);
            if (e.Row.Event.View.HasExpiration)
                _state[StateKeys.Expiration(e.Row.Event.View)] = StateKeys.Present;
        }
        changes.Removed.AddRange(_removed.Values);
        if (_isNumbered)
            _state[StateKeys.Numbers] = StateKeys.WriteNumbers(High, Low);
        foreach (var (key, value) in _state)
            changes.State.Add(key, value);
        return changes.Added.Count + changes.Removed.Count + changes.State.Count == 0 ? null : changes;
    }

    bool TryRead(StateKey key, out ReadOnlyMemory<byte> value)
    {
        if (!_state.TryGetValue(key, out var written))
            return found.TryRead(key, out value);
        value = written.GetValueOrDefault();
        return written is not null;
    }
}

/// <summary>An event of a batch.</summary>
/// <param name="Row">The event and its number.</param>
/// <param name="IsLive">Whether it is live; otherwise it is history.</param>
/// <param name="Address">Its address, if it is replaceable or addressable.</param>
/// <param name="IsDropped">Whether a later event of the same batch replaced or deleted it.</param>
readonly record struct PendingEvent(CommittedEvent Row, bool IsLive, EventAddress? Address, bool IsDropped);
