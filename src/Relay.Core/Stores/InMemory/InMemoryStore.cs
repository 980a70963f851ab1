using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Keeps events in memory. Its code is written for reading, not for speed: every query checks every event. It serves tests, trials, and as
/// the reference for other stores. Expired events leave memory when another event is stored.
/// </summary>
public sealed class InMemoryStore(TimeProvider? time = null) : ISequencedStore, IEventLog
{
    // Numbers begin in the middle of 39 bits: live events count up, history counts down.
    const long Middle = 1L << 38;
    const long MaxCreatedAt = (1L << 40) - 1;

    // Versions that were replaced, kept for queries that began just before.
    const int MaxReplaced = 1024;

    // Events that are removed by id at a time, so that other callers come between.
    const int MaxRemoved = 1000;

    readonly TimeProvider _time = time ?? TimeProvider.System;
    readonly Lock _gate = new();
    readonly Dictionary<Bytes32, InMemoryRow> _byId = [];
    readonly SortedSet<InMemoryRow> _bySequence = new(InMemoryRow.BySequence);
    readonly Dictionary<EventAddress, InMemoryRow> _current = [];
    readonly PriorityQueue<Bytes32, long> _expirations = new();
    readonly InMemoryTombstones _tombstones = new();
    readonly List<NostrEvent> _removed = [];
    readonly Queue<(InMemoryRow Row, long Successor)> _replaced = new();
    ICommitListener? _listener;
    long _lastSequence = Middle - 1;
    long _nextLow = Middle - 1;

    // Queries walk the set that was current when they began, without the lock.
    ImmutableSortedSet<InMemoryRow> _newestFirst = [];

    /// <inheritdoc/>
    public long LastSequence => Volatile.Read(ref _lastSequence);

    long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    /// <inheritdoc cref="IQueryEventsHook.AppliesVisibility"/>
    public bool AppliesVisibility => true;

    /// <inheritdoc/>
    public void Listen(ICommitListener listener) => _listener = listener;

    /// <inheritdoc/>
    public bool Contains(in Bytes32 id)
    {
        lock (_gate)
            return _byId.TryGetValue(id, out var row) && !row.Event.View.IsExpiredAt(Now);
    }

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => new(StoreLive(e, null));

    /// <inheritdoc/>
    public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => new(StoreLive(e, null));

    /// <inheritdoc/>
    public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) =>
        new(StoreLive(request.Event, request));

    /// <inheritdoc/>
    public async ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel)
    {
        var removed = 0;
        foreach (var some in ids.Chunk(MaxRemoved))
        {
            cancel.ThrowIfCancellationRequested();
            removed += RemoveAll(some.ToHashSet());
            await Task.Yield();
        }
        return removed;
    }

    /// <inheritdoc/>
    public ValueTask<StoreResult[]> BackfillAsync(IReadOnlyList<NostrEvent> events, CancellationToken cancel)
    {
        var results = new StoreResult[events.Count];
        lock (_gate)
        {
            _nextLow -= events.Count;
            for (var i = 0; i < results.Length; i++)
                results[i] = Decide(events[i], null, _nextLow + 1 + i);
            Announce([]);
        }
        return new(results);
    }

    /// <inheritdoc/>
    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        var limits = new FilterLimits(query.Filters);
        using var walk = new InMemoryWalk(query, RowsOf(query), Now);
        NostrEvent? refused = null;
        while (true)
        {
            refused = await query.InTurnAsync(
                (walk, refused, limits, sink), static s => Send(s.walk, s.refused, s.limits, s.sink), cancel);
            if (refused is not null)
                await sink.WaitForRoomAsync(cancel);
            else if (walk.IsOver || limits.IsExhausted || sink.IsComplete)
                return;
            else
                await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => CountAsync(query, null, cancel);

    /// <inheritdoc/>
    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        CountAsync(query, authors, cancel);

    /// <inheritdoc/>
    public ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel)
    {
        while (after < LastSequence)
        {
            var range = ReadRows(after, LastSequence);
            foreach (var row in range.Rows)
            {
                if (!sink.TryWrite(row.Event.View))
                    return new(new LogRead(after, IsMore: true));
                after = row.Sequence;
            }
            after = range.Read;
        }
        return new(new LogRead(after, IsMore: false));
    }

    /// <inheritdoc/>
    public ValueTask<SequenceRange> ReadSequenceAsync(long after, long last, CancellationToken cancel) => new(ReadRows(after, last));

    SequenceRange ReadRows(long after, long last)
    {
        var rows = new List<CommittedEvent>();
        var bytes = 0;
        lock (_gate)
        {
            if (_bySequence.Count == 0 || after >= last)
                return new(rows, Math.Max(after, last));
            var range = _bySequence.GetViewBetween(
                _bySequence.Min! with { Sequence = after + 1 }, _bySequence.Min with { Sequence = last });
            foreach (var row in range)
            {
                rows.Add(new(row.Sequence, row.Event));
                if ((bytes += row.Event.Record.Length) >= EventStoreExtensions.BytesAtOnce)
                    return new(rows, row.Sequence);
            }
        }
        return new(rows, last);
    }

    /// <inheritdoc/>
    public ValueTask WaitForCommitAsync(long sequence) => default;

    /// <summary>Does nothing: there is nothing to close.</summary>
    public ValueTask DisposeAsync() => default;

    /// <summary>
    /// Sends a slice of the walk, after the event that was refused before. Returns the event for which there is no room, or null.
    /// </summary>
    static NostrEvent? Send(InMemoryWalk walk, NostrEvent? refused, FilterLimits limits, IEventSink sink)
    {
        if (refused is not null && !sink.TryWrite(refused.View))
            return refused;
        while (!limits.IsExhausted && !sink.IsComplete && walk.Next() is { } e)
        {
            if (limits.Take(e.View) && !sink.TryWrite(e.View))
                return e;
        }
        return null;
    }

    static long Count(InMemoryWalk walk, IReadOnlyList<Filter> filters, HyperLogLog? authors)
    {
        var count = 0L;
        while (walk.Next() is { } e)
        {
            if (!filters.MatchAny(e.View))
                continue;
            count++;
            authors?.Add(e.PublicKey);
        }
        return count;
    }

    async ValueTask<long> CountAsync(EventQuery query, HyperLogLog? authors, CancellationToken cancel)
    {
        var count = 0L;
        using var walk = new InMemoryWalk(query, RowsOf(query), Now);
        while (true)
        {
            count += await query.InTurnAsync((walk, query.Filters, authors), static s => Count(s.walk, s.Filters, s.authors), cancel);
            if (walk.IsOver)
                return count;
            await Task.Yield();
        }
    }

    /// <summary>
    /// The rows at the moment when the query's highest number was the newest, including versions that were replaced since.
    /// </summary>
    ImmutableSortedSet<InMemoryRow> RowsOf(EventQuery query)
    {
        lock (_gate)
        {
            var rows = _newestFirst;
            foreach (var (row, successor) in query.MaxSequence < _lastSequence ? _replaced : [])
            {
                if (successor > query.MaxSequence && !_tombstones.HasVanished(row.Event.View) && !_tombstones.IsDeleted(row.Event.View))
                    rows = rows.Add(row);
            }
            return rows;
        }
    }

    StoreResult StoreLive(NostrEvent e, DeletionRequest? request)
    {
        lock (_gate)
        {
            var result = Decide(e, request, _lastSequence + 1);
            if (result.Status == StoreStatus.Stored)
                Volatile.Write(ref _lastSequence, result.Sequence);
            Announce(result.Status == StoreStatus.Stored ? [new(result.Sequence, e)] : []);
            return result;
        }
    }

    StoreResult Decide(NostrEvent e, DeletionRequest? request, long sequence)
    {
        RemoveExpired();
        var view = e.View;
        if (view.CreatedAt > MaxCreatedAt)
            return StoreResult.Failed("invalid: created_at is too far in the future to be stored");
        if (view.IsExpiredAt(Now))
            return new(StoreStatus.Expired);
        if (_byId.ContainsKey(view.Id))
            return new(StoreStatus.Duplicate);
        if (_tombstones.HasVanished(view))
            return new(_tombstones.WasHonoured(view) ? StoreStatus.Duplicate : StoreStatus.Vanished);
        if (_tombstones.IsDeleted(view))
            return new(StoreStatus.Deleted);
        if (view.Kind == Kind.Vanish && !HasAnythingOf(view.PublicKey))
        {
            _tombstones.Vanish(e);
            return new(StoreStatus.Honoured);
        }

        var row = new InMemoryRow(sequence, e);
        if (Kind.IsReplaced(view.Kind))
        {
            var address = EventAddress.Of(view);
            if (_current.TryGetValue(address, out var current))
            {
                // The row that sorts first is newer, or equally old with the lower id.
                if (current.CompareTo(row) < 0)
                    return new(StoreStatus.Superseded);
                Remove(current);
                if (_replaced.Count == MaxReplaced)
                    _replaced.Dequeue();
                _replaced.Enqueue((current, sequence));
            }
            _current.Add(address, row);
        }
        _byId.Add(view.Id, row);
        _bySequence.Add(row);
        _newestFirst = _newestFirst.Add(row);
        if (view.HasExpiration)
            _expirations.Enqueue(view.Id, view.Expiration);

        if (view.Kind == Kind.Deletion)
            Delete(e, request?.Spared, request?.Allowed);
        else if (view.Kind == Kind.Vanish)
            Vanish(e);
        return new(StoreStatus.Stored, sequence);
    }

    void Delete(NostrEvent request, IReadOnlySet<Bytes32>? spared, IReadOnlySet<Bytes32>? allowed)
    {
        foreach (var tag in request.Tags)
        {
            var value = tag.Value;
            if (tag.Letter == 'e' && value.IsHex)
            {
                var id = new Bytes32(value.Bytes);
                if (spared?.Contains(id) == true)
                    continue;
                _tombstones.DeleteId(id, request.PublicKey);
                if (_byId.TryGetValue(id, out var target) && _tombstones.IsDeleted(target.Event.View))
                    Remove(target);
            }
            else if (tag.Letter == 'a' && EventAddress.TryParse(value, out var address) && address.Author == request.PublicKey)
            {
                _current.TryGetValue(address, out var target);
                if (target is not null && spared?.Contains(target.Event.Id) == true)
                    continue;
                _tombstones.DeleteAddress(address, request.CreatedAt);
                if (target is not null && _tombstones.IsDeleted(target.Event.View))
                    Remove(target);
            }
        }
        if (allowed is null)
            return;
        foreach (var id in allowed)
            DeleteAllowed(id);
    }

    /// <summary>Deletes an event as if its author had; requests stay.</summary>
    void DeleteAllowed(Bytes32 id)
    {
        if (!_byId.TryGetValue(id, out var target) || target.Event.Kind is Kind.Deletion or Kind.Vanish)
            return;
        _tombstones.DeleteId(id, target.Event.PublicKey);
        Remove(target);
    }

    void Vanish(NostrEvent request)
    {
        _tombstones.Vanish(request);
        foreach (var row in _newestFirst)
        {
            // Only events of this key. Requests to vanish by others do not concern it and stay.
            var view = row.Event.View;
            if (row.Event != request && view.CreatedAt <= request.CreatedAt && InMemoryTombstones.Concerns(view, request.PublicKey))
                Remove(row);
        }
    }

    bool HasAnythingOf(Bytes32 key)
    {
        foreach (var row in _newestFirst)
        {
            if (InMemoryTombstones.Concerns(row.Event.View, key))
                return true;
        }
        return false;
    }

    void RemoveExpired()
    {
        while (_expirations.TryPeek(out var id, out var expiration) && expiration <= Now)
        {
            _expirations.Dequeue();
            if (_byId.TryGetValue(id, out var row))
                Remove(row);
        }
    }

    int RemoveAll(HashSet<Bytes32> ids)
    {
        lock (_gate)
        {
            RemoveExpired();
            var removed = 0;
            foreach (var id in ids)
            {
                if (!_byId.TryGetValue(id, out var row))
                    continue;
                Remove(row);
                removed++;
            }
            // Whoever began to query before must not find a replaced version of that id either.
            for (var i = _replaced.Count; i > 0; i--)
            {
                if (_replaced.Dequeue() is var replaced && !ids.Contains(replaced.Row.Event.Id))
                    _replaced.Enqueue(replaced);
            }
            Announce([]);
            return removed;
        }
    }

    void Remove(InMemoryRow row)
    {
        _byId.Remove(row.Event.Id);
        _bySequence.Remove(row);
        _newestFirst = _newestFirst.Remove(row);
        if (Kind.IsReplaced(row.Event.Kind))
            _current.Remove(EventAddress.Of(row.Event.View));
        _removed.Add(row.Event);
    }

    /// <summary>Announces a commit. Called with the lock held, which keeps announcements in order.</summary>
    void Announce(CommittedEvent[] stored)
    {
        if (_listener is not null && (stored.Length > 0 || _removed.Count > 0))
            _listener.OnCommitted(new CommittedBatch(stored, _lastSequence, _listener.WantsRemoved ? _removed.ToArray() : []));
        _removed.Clear();
    }
}
