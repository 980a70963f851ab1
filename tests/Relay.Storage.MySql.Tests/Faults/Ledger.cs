using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>Publishes notes and versions of articles, and remembers what the store has answered.</summary>
sealed class Ledger(int seed)
{
    readonly Random _random = new(seed);
    readonly Dictionary<Bytes32, NostrEvent> _stored = [];
    readonly HashSet<Bytes32> _sent = [];
    readonly HashSet<Bytes32> _refused = [];
    readonly HashSet<Bytes32> _doubtful = [];
    int _serial;

    /// <summary>Events that were answered with OK.</summary>
    public int Stored => _stored.Count;

    /// <summary>Events that were refused with an error.</summary>
    public int Refused => _refused.Count;

    /// <summary>Events of which the answer said that nobody knows.</summary>
    public int Doubtful => _doubtful.Count;

    /// <summary>Publishes some events at a time.</summary>
    public async Task PublishAsync(TemporaryStore test, int count)
    {
        NostrEvent[] events = [.. Enumerable.Range(0, count).Select(_ => Make())];
        foreach (var e in events)
            _sent.Add(e.Id);
        var results = await Task.WhenAll(events.Select(e => test.Store.AdmitAsync(e, default).AsTask())).Within("the answers");
        for (var i = 0; i < events.Length; i++)
        {
            if (results[i].Status == StoreStatus.Stored)
                _stored.Add(events[i].Id, events[i]);
            else if (results[i].Status is not (StoreStatus.Superseded or StoreStatus.Duplicate))
            {
                Assert.StartsWith("error: ", results[i].Message, StringComparison.Ordinal);
                _refused.Add(events[i].Id);
                if (results[i].Message!.Contains("not known", StringComparison.Ordinal))
                    _doubtful.Add(events[i].Id);
            }
        }
    }

    /// <summary>Publishes events one after the other until one is stored.</summary>
    public async Task PublishUntilStoredAsync(TemporaryStore test)
    {
        var before = Stored;
        var start = Environment.TickCount64;
        while (Stored == before)
        {
            Assert.True(Environment.TickCount64 - start < Deadline.Default.TotalMilliseconds, $"seed {seed}: nothing is stored any more");
            await PublishAsync(test, 1);
        }
    }

    /// <summary>What was answered with OK is there, what was refused is not, nothing is there twice, and the tables agree.</summary>
    public async Task AssertKeptAsync(TemporaryStore test, string direct)
    {
        var found = await test.QueryAsync(new Filter());
        var ids = found.Select(static e => e.Id).ToHashSet();
        Assert.True(ids.Count == found.Count, $"seed {seed}: events are found twice");
        Assert.True(ids.IsSubsetOf(_sent), $"seed {seed}: events nobody sent");
        Assert.False(ids.Overlaps(_refused.Except(_doubtful)), $"seed {seed}: events that were refused");
        var versions = found.Where(static e => Kind.IsReplaced(e.Kind)).ToLookup(static e => EventAddress.Of(e.View));
        Assert.True(versions.All(static address => address.Count() == 1), $"seed {seed}: two versions");
        foreach (var e in _stored.Values)
        {
            // Of an article, this version or one that beats it.
            var isKept = ids.Contains(e.Id) || Kind.IsReplaced(e.Kind)
                && versions[EventAddress.Of(e.View)].Any(other => EventPosition.Of(other.View).CompareTo(EventPosition.Of(e.View)) < 0);
            Assert.True(isKept, $"seed {seed}: {e.Id} was answered with OK and is lost");
        }
        await TableCheck.AssertConsistentAsync(direct);
    }

    NostrEvent Make()
    {
        var author = Unsigned.Key($"{_random.Next(4)}");
        var at = FakeTime.Start - _random.Next(100_000);
        var content = $"{seed} {_serial++} {new string('x', _random.Next(400))}";
        return _random.Next(4) == 0
            ? Unsigned.Event(author, Kind.Article, at, content, ["d", $"{_random.Next(3)}"])
            : Unsigned.Note(author, at, content, ["t", $"{_random.Next(5)}"]);
    }
}
