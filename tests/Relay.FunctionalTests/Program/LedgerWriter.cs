using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// Publishes notes, versions of articles and deletions to a relay that may end at any moment, and remembers what was answered with OK.
/// Thread-safe to read.
/// </summary>
sealed class LedgerWriter(int seed)
{
    const int AtOnce = 20;

    readonly Random _random = new(seed);
    readonly Author _author = new();
    readonly ConcurrentDictionary<Bytes32, bool> _acknowledged = [];
    readonly ConcurrentDictionary<Bytes32, bool> _mayBeGone = [];
    readonly ConcurrentDictionary<Bytes32, bool> _deleted = [];
    readonly List<NostrEvent> _notes = [];
    readonly Dictionary<string, NostrEvent> _versions = new(StringComparer.Ordinal);
    readonly Lock _gate = new();
    readonly List<(int Enough, TaskCompletionSource Reached)> _awaited = [];
    int _serial;

    /// <summary>Completes when so many more events were answered with OK.</summary>
    public Task MoreAsync(int events)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _awaited.Add((_acknowledged.Count + events, reached));
        return reached.Task.Within($"{events} more events");
    }

    /// <summary>Events that were answered with OK.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>Deletions that were answered with OK.</summary>
    public int Deleted => _deleted.Count;

    /// <summary>Writes until it is cancelled or the connection ends.</summary>
    public async Task RunAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            await using var client = await RelayClient.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri);
            while (!cancel.IsCancellationRequested)
            {
                NostrEvent[] events = [.. Enumerable.Range(0, AtOnce).Select(_ => Next())];
                foreach (var e in events)
                    await client.SendEventAsync(e);
                foreach (var e in events)
                    Note(e, await client.OkAsync(e.Id.ToString()));
            }
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // The relay was killed.
        }
    }

    /// <summary>Asserts that found events are those that were answered, each once.</summary>
    public void AssertFound(IReadOnlyList<Bytes32> found, string where)
    {
        var ids = found.ToHashSet();
        Assert.True(ids.Count == found.Count, $"{where}: events are found twice");
        var lost = _acknowledged.Keys.Where(id => !ids.Contains(id) && !_mayBeGone.ContainsKey(id)).ToList();
        Assert.True(lost.Count == 0, $"{where}: {lost.Count} of {_acknowledged.Count} answered events are lost");
        Assert.False(ids.Overlaps(_deleted.Keys), $"{where}: deleted events are back");
    }

    NostrEvent Next()
    {
        var at = 1_700_000_000 + _random.Next(100_000);
        switch (_random.Next(10))
        {
            case 0 when _notes.Count > 0:
                var target = _notes[_random.Next(_notes.Count)];
                _mayBeGone[target.Id] = true;
                return _author.Deletion(target);
            case < 3:
                var name = _random.Next(2) == 0 ? "x" : "y";
                var version = _author.Event(Kind.Article, $"{_serial++}", at, ["d", name]);
                // The older of the two is not kept.
                if (_versions.TryGetValue(name, out var earlier))
                    _mayBeGone[earlier.Id] = true;
                _mayBeGone[version.Id] = true;
                _versions[name] = version;
                return version;
            default:
                var note = _author.Note($"{_serial++} {new string('x', _random.Next(300))}", at);
                _notes.Add(note);
                return note;
        }
    }

    void Note(NostrEvent e, OkReply ok)
    {
        if (!ok.Accepted)
            return;
        _acknowledged[e.Id] = true;
        lock (_gate)
        {
            foreach (var (_, reached) in _awaited.Where(awaited => _acknowledged.Count >= awaited.Enough))
                reached.TrySetResult();
            _awaited.RemoveAll(static awaited => awaited.Reached.Task.IsCompleted);
        }
        if (e.Kind == Kind.Deletion && e.Tags.TryGetFirst("e"u8, out var target))
            _deleted[new Bytes32(target.Bytes)] = true;
    }
}
