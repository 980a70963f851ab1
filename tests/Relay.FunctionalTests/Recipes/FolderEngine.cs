using System.Globalization;
using System.Text;
using Relay.Core;
using Relay.Nostr;

namespace Relay.FunctionalTests;

/// <summary>Keeps events as text files in a folder, one file for each commit, and reads them all at the start.</summary>
public sealed class FolderEngine : IStoreEngine
{
    readonly string _folder;
    readonly Lock _gate = new();
    readonly SortedDictionary<EventPosition, CommittedEvent> _events = [];
    readonly SortedDictionary<StateKey, ReadOnlyMemory<byte>> _state = [];
    int _commits;

    public FolderEngine(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        foreach (var file in Directory.GetFiles(_folder, "*.commit").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file))
                Apply(line.Split(' ', 3));
            _commits++;
        }
    }

    public ValueTask FindAsync(EngineLookups wanted, EngineFindings found, CancellationToken cancel)
    {
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
        lock (_gate)
        {
            var rows = new List<CommittedEvent>();
            foreach (var (position, row) in _events)
            {
                if (query.After is { } after && position.CompareTo(after) <= 0 || !query.Filter.Matches(row.Event.View))
                    continue;
                rows.Add(row);
                if (rows.Count == query.Most)
                    return new(new EnginePage(rows, position, _events.Count));
            }
            return new(new EnginePage(rows, Next: null, _events.Count));
        }
    }

    public ValueTask<SequenceRange> ReadAsync(long after, long last, CancellationToken cancel)
    {
        lock (_gate)
        {
            var rows = _events.Values.Where(row => row.Sequence > after && row.Sequence <= last).OrderBy(row => row.Sequence);
            return new(new SequenceRange([.. rows], last));
        }
    }

    public ValueTask<IReadOnlyList<StateRecord>> ReadStateAsync(StateKey from, StateKey to, int most, CancellationToken cancel)
    {
        lock (_gate)
        {
            var records = _state.Where(record => record.Key.CompareTo(from) >= 0 && record.Key.CompareTo(to) < 0).Take(most);
            return new([.. records.Select(static record => new StateRecord(record.Key, record.Value))]);
        }
    }

    public ValueTask CommitAsync(EngineChanges changes, CancellationToken cancel)
    {
        var lines = new List<string>();
        lines.AddRange(changes.Removed.Select(static row => $"- {row.Sequence} "));
        lines.AddRange(changes.Added.Select(static row => $"+ {row.Sequence} {Encoding.UTF8.GetString(row.Event.ToJson())}"));
        lines.AddRange(changes.State.Select(static s => $"= {s.Key} {(s.Value is { } value ? Convert.ToHexString(value.Span) : "")}"));
        // Written under another name first, so that a commit is there as a whole or not at all.
        var file = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_commits + 1:D12}.commit"));
        using (var stream = new FileStream(file + ".new", FileMode.Create))
        {
            using (var writer = new StreamWriter(stream, leaveOpen: true))
                lines.ForEach(writer.WriteLine);
            stream.Flush(flushToDisk: true);
        }
        File.Move(file + ".new", file);
        lock (_gate)
        {
            _commits++;
            lines.ForEach(line => Apply(line.Split(' ', 3)));
        }
        return default;
    }

    public ValueTask DisposeAsync() => default;

    void Apply(string[] change)
    {
        if (change[0] == "=" && change[2].Length > 0)
            _state[new StateKey(Convert.FromHexString(change[1]))] = Convert.FromHexString(change[2]);
        else if (change[0] == "=")
            _state.Remove(new StateKey(Convert.FromHexString(change[1])));
        else if (change[0] == "+" && NostrEvent.TryParse(Encoding.UTF8.GetBytes(change[2]), out _) is { } e)
            _events.Add(EventPosition.Of(e.View), new CommittedEvent(long.Parse(change[1], CultureInfo.InvariantCulture), e));
        else if (change[0] == "-")
        {
            var sequence = long.Parse(change[1], CultureInfo.InvariantCulture);
            _events.Remove(_events.First(row => row.Value.Sequence == sequence).Key);
        }
    }
}
