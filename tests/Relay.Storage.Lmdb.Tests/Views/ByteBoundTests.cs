using System.Collections.Concurrent;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The memory of a transaction or of one read is bounded by bytes as well as by events: an event may have half a megabyte.
/// </summary>
public sealed class ByteBoundTests
{
    const int Large = 500_000, Many = 80;
    const long At = FakeTime.Start - 1000;

    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task A_transaction_takes_no_more_bytes_than_stated()
    {
        await using var test = TemporaryStore.Open();
        var batches = new ConcurrentQueue<long>();
        using var gate = new WriterGate(test, batch => batch.Stored.Count > 0);
        var first = test.Store.StoreEventAsync(Unsigned.Note(Author, At - 1, "first"), default).AsTask();
        gate.WaitUntilReached();
        // All of them wait by now, and fill two and a half transactions.
        var waiting = LargeEvents(Many).Select(e => test.Store.StoreEventAsync(e, default).AsTask()).ToArray();
        test.Commits.Intercept = batch => batches.Enqueue(batch.Stored.Sum(static e => (long)e.Event.Record.Length));
        gate.Open();
        await first;
        foreach (var result in await Task.WhenAll(waiting).Within("the answers"))
            Assert.Equal(StoreStatus.Stored, result.Status);
        await test.Commits.UntilAsync(() => test.Commits.Stored.Count == 1 + Many, "the last commit's listeners");

        Assert.All(batches, static bytes => Assert.InRange(bytes, 0, EventWriter.MaxBatchBytes));
        Assert.InRange(batches.Count(static bytes => bytes > 0), 3, 10);
    }

    [Fact]
    public async Task What_is_erased_is_moved_in_transactions_of_no_more_bytes()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Tail, LargeEvents(Many));
        var batches = new ConcurrentQueue<long>();
        test.Commits.Intercept = batch => batches.Enqueue(batch.Removed.Sum(static e => (long)e.Record.Length));
        await test.AdmitAsync(Unsigned.Vanish(Author, At + Many));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count == Many, "the erasure");

        Assert.All(batches, static bytes => Assert.InRange(bytes, 0, EventWriter.MaxBatchBytes + Large + 1000));
        Assert.InRange(batches.Count(static bytes => bytes > 0), 3, 10);
    }

    [Fact]
    public async Task A_reading_by_number_stops_when_it_has_enough_bytes_and_goes_on_there()
    {
        await using var test = TemporaryStore.Open();
        var events = LargeEvents(7);
        await test.PlaceAsync(Placement.Tail, events);
        var (after, last) = (test.Store.LastSequence - 7, test.Store.LastSequence);

        var range = await test.Store.ReadSequenceAsync(after, last, default);
        Assert.Equal(events[..3].Select(e => e.Id), range.Rows.Select(row => row.Event.Id));
        Assert.Equal(after + 3, range.Read);
        Assert.Equal(events.Select(e => e.Id), test.Store.ReadSequence(after, last).Select(e => e.Id));
    }

    [Fact]
    public async Task A_flood_of_requests_to_vanish_is_carried_out_one_by_one()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Both, Unsigned.Many(400, i => Unsigned.Note(Key(i), At - i)));
        await test.AdmitAsync(Unsigned.Many(200, i => Unsigned.Vanish(Key(i), At + 1)));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count == 400 && test.Store.Tail.Vanishing.Count == 0, "the erasures");

        Assert.Empty(await test.QueryAsync(new Filter { Kinds = [Kind.TextNote] }));
        await test.CheckAsync();
    }

    static Bytes32 Key(int i) => Unsigned.Key($"leaving {i % 200}");

    static NostrEvent[] LargeEvents(int count) => Unsigned.Many(count, i => Unsigned.Note(Author, At + i, new string('x', Large)));
}
