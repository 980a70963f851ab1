using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>An engine in memory whose commits a test may hold up or let fail. Pages are small, so that queries need several.</summary>
sealed class MemoryEngine(int mostRows = 3) : IStoreEngine
{
    readonly Lock _gate = new();
    readonly SortedDictionary<EventPosition, CommittedEvent> _events = [];
    readonly SortedDictionary<StateKey, ReadOnlyMemory<byte>> _state = [];

    /// <summary>Called before each commit, on the writer's thread.</summary>
    public Action<EngineChanges>? Committing { get; set; }

    /// <summary>Called before anything is looked up.</summary>
    public Action? Finding { get; set; }

    /// <summary>Called before each page is read.</summary>
    public Action? Reading { get; set; }

    /// <summary>Called before events are read by their numbers.</summary>
    public Action? ReadingRange { get; set; }

    /// <summary>What the next reading by numbers finds, if it is not what is there.</summary>
    public SequenceRange? NextRange { get; set; }

    public EngineFailure Failure { get; set; } = EngineFailure.Unknown;

    /// <summary>Whether the engine says that it asks a server. It answers at once all the same.</summary>
    public bool IsRemote { get; init; }

    public bool AnswersAtOnce => !IsRemote;

    /// <summary>Called after each commit, on the writer's thread.</summary>
    public Action? Committed { get; set; }

    /// <summary>Tells whether the last commit was carried out.</summary>
    public Func<bool>? Settle { get; set; }

    public List<EngineChanges> Commits { get; } = [];

    public bool IsDisposed { get; private set; }

    public int Events
    {
        get
        {
            lock (_gate)
                return _events.Count;
        }
    }

    public int StateRecords
    {
        get
        {
            lock (_gate)
                return _state.Count;
        }
    }

    public ValueTask FindAsync(EngineLookups wanted, EngineFindings found, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Finding?.Invoke();
        lock (_gate)
        {
            foreach (var row in _events.Values)
            {
                var e = row.Event;
                if (wanted.Ids.Contains(e.Id) || Kind.IsReplaced(e.Kind) && wanted.Addresses.Contains(EventAddress.Of(e.View)))
                    found.Add(row);
            }
            foreach (var key in wanted.State)
            {
                if (_state.TryGetValue(key, out var value))
                    found.Add(key, value);
            }
        }
        return default;
    }

    public ValueTask<EnginePage> QueryAsync(EngineQuery query, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Reading?.Invoke();
        lock (_gate)
        {
            var rows = new List<CommittedEvent>();
            foreach (var (position, row) in _events)
            {
                if (query.After is { } after && position.CompareTo(after) <= 0)
                    continue;
                rows.Add(row);
                if (rows.Count == Math.Min(query.Most, mostRows))
                    return new(new EnginePage(rows, position, rows.Count));
            }
            return new(new EnginePage(rows, Next: null, rows.Count));
        }
    }

    public ValueTask<SequenceRange> ReadAsync(long after, long last, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ReadingRange?.Invoke();
        if (NextRange is { } given)
        {
            NextRange = null;
            return new(given);
        }
        lock (_gate)
        {
            var rows = _events.Values.Where(row => row.Sequence > after && row.Sequence <= last).OrderBy(row => row.Sequence)
                .Take(mostRows).ToList();
            return new(new SequenceRange(rows, rows.Count < mostRows ? last : rows[^1].Sequence));
        }
    }

    public ValueTask<IReadOnlyList<StateRecord>> ReadStateAsync(StateKey from, StateKey to, int most, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        lock (_gate)
        {
            var records = _state.Where(record => record.Key.CompareTo(from) >= 0 && record.Key.CompareTo(to) < 0).Take(most);
            return new([.. records.Select(static record => new StateRecord(record.Key, record.Value))]);
        }
    }

    public ValueTask CommitAsync(EngineChanges changes, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Committing?.Invoke(changes);
        lock (_gate)
        {
            Commits.Add(changes);
            foreach (var row in changes.Removed)
                Assert.True(_events.Remove(EventPosition.Of(row.Event.View)));
            foreach (var row in changes.Added)
                _events.Add(EventPosition.Of(row.Event.View), row);
            foreach (var (key, value) in changes.State)
            {
                if (value is { } written)
                    _state[key] = written;
                else
                    _state.Remove(key);
            }
        }
        Committed?.Invoke();
        return default;
    }

    public ValueTask<bool> SettleAsync(CancellationToken cancel) => new(Settle!());

    public EngineFailure Judge(Exception exception) => Failure;

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }
}
