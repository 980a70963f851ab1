using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A long indexing pass holds up neither events nor queries.</summary>
public sealed class HeldPassTests : IAsyncDisposable
{
    const string SliceDuration = "relay.store.index.slice.duration", Entries = "relay.store.index.entries";
    const int Notes = 8000;

    static readonly Bytes32 Alice = Unsigned.Key("alice"), Bob = Unsigned.Key("bob");

    readonly RelayMetrics _metrics = new();
    readonly Measurements _measurements;
    readonly TemporaryStore _test;
    readonly NostrEvent[] _notes = Unsigned.Many(
        Notes, i => Unsigned.Note(Alice, FakeTime.Start - 20_000 + i, $"{i}", ["t", $"{i % 100}"], ["p", Bob.ToString()]));

    public HeldPassTests()
    {
        _measurements = new Measurements(_metrics);
        _test = TemporaryStore.Open(metrics: _metrics);
    }

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        _measurements.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Events_are_stored_answered_and_found_while_a_pass_stands_still_with_the_index_locked()
    {
        await _test.PlaceAsync(Placement.Tail, _notes);
        using var reached = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        _measurements.Measured = name =>
        {
            if (name != SliceDuration || released.IsSet)
                return;
            // Begun after its first slice, as if in its second. Nobody else can write the index meanwhile.
            using var transaction = _test.Store.Index.Environment.BeginWrite();
            reached.Set();
            Assert.True(released.Wait(Deadline.Default));
        };
        var pass = _test.Store.IndexAsync();
        Assert.True(reached.Wait(Deadline.Default));
        try
        {
            var (high, _) = _test.Store.Index.ReadWatermarks();
            Assert.True(high < _test.Store.LastSequence);
            Assert.NotEmpty(_test.Store.Tail.Sealed);
            await AssertStoreWorksAsync();
            Assert.False(pass.IsCompleted);
        }
        finally
        {
            released.Set();
        }
        await pass;

        Assert.Empty(_test.Store.Tail.Sealed);
        Assert.Equal(Notes, await _test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        await _test.CheckAsync();
    }

    [Fact]
    public async Task A_pass_locks_the_index_for_at_most_twenty_thousand_entries_at_a_time()
    {
        await _test.PlaceAsync(Placement.Index, _notes);

        // The terms of all events, of the kind, of author and kind and of two tags, and the id. The watermarks count as one entry.
        Assert.Equal((Notes * 6) + 1, _measurements.Of(Entries).Sum());
        Assert.Equal(3, _measurements.Of(SliceDuration).Count);
        // Entries that are handed over at once are not split.
        Assert.All(_measurements.Of(Entries), entries => Assert.InRange(entries, 1, 20_127));
    }

    async Task AssertStoreWorksAsync()
    {
        var note = Unsigned.Note(Bob, FakeTime.Start, "meanwhile");
        Assert.Equal(StoreStatus.Stored, Assert.Single(await _test.AdmitAsync(note)).Status);
        Assert.Equal([note.Id], await _test.IdsAsync(new Filter { Ids = [note.Id] }));
        Assert.Equal([note.Id, _notes[^1].Id], await _test.IdsAsync(new Filter { Limit = 2 }));

        Assert.Equal(StoreStatus.Duplicate, Assert.Single(await _test.AdmitAsync(_notes[5])).Status);
        var deletion = Unsigned.Deletion(Alice, FakeTime.Start, _notes[5]);
        Assert.Equal(StoreStatus.Stored, Assert.Single(await _test.AdmitAsync(deletion)).Status);
        Assert.Empty(await _test.IdsAsync(new Filter { Ids = [_notes[5].Id] }));
        Assert.Equal(Notes, await _test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
    }
}
