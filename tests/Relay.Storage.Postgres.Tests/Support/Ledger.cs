using System.Collections.Concurrent;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>What a store has answered about events, to compare with what it has.</summary>
sealed class Ledger(TemporaryStore test, string name)
{
    readonly ConcurrentDictionary<Bytes32, StoreResult> _answers = [];
    int _made;

    /// <summary>How many events were stored, as far as was answered.</summary>
    public int Stored => _answers.Values.Count(static result => result.Status == StoreStatus.Stored);

    /// <summary>How many events were refused.</summary>
    public int Refused => _answers.Count - Stored;

    /// <summary>Publishes a new event and notes the answer.</summary>
    public async Task<StoreResult> PublishAsync(int bytes = 10)
    {
        var i = Interlocked.Increment(ref _made);
        var e = Unsigned.Note(Unsigned.Key(name), FakeTime.Start - i, $"{i} {new string('x', bytes)}", ["t", $"{i % 5}"]);
        var result = await test.Store.AdmitAsync(e, default).AsTask().Within("an answer");
        _answers[e.Id] = result;
        return result;
    }

    /// <summary>Publishes until an event is stored.</summary>
    public async Task RecoverAsync()
    {
        for (var deadline = DateTime.UtcNow + Deadline.Default; (await PublishAsync()).Status != StoreStatus.Stored;)
            Assert.True(DateTime.UtcNow < deadline, "the store does not recover");
    }

    /// <summary>Every event that was answered as stored is there once, and none that was refused, unless that was not known.</summary>
    public async Task AssertKeptAsync(string where)
    {
        var found = (await test.QueryAsync(new Filter())).Select(static e => e.Id).ToList();
        var ids = found.ToHashSet();
        Assert.True(ids.Count == found.Count, $"{where}: events are found twice");
        foreach (var (id, result) in _answers)
        {
            if (result.Status == StoreStatus.Stored)
                Assert.True(ids.Contains(id), $"{where}: an event that was stored is lost");
            else if (!result.Message.Contains("not known", StringComparison.Ordinal))
                Assert.False(ids.Contains(id), $"{where}: an event that was refused is there: {result.Message}");
        }
        Assert.Equal(found.Count, await test.CountAsync(new Filter { Authors = [Unsigned.Key(name)] }));
        await test.AssertConsistentAsync();
    }
}
