using System.Buffers.Binary;
using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Duplicates are found without the index, and an event that is gone is never called a duplicate.</summary>
public sealed class KnownIdsTests
{
    readonly KnownIds _known = new(256);

    [Fact]
    public void What_was_added_is_known_and_nothing_else()
    {
        _known.Add(Id(1, 0), _known.Removals);

        Assert.True(_known.Contains(Id(1, 0)));
        Assert.False(_known.Contains(Id(1, 1)));
        Assert.False(_known.Contains(Id(2, 0)));
        Assert.False(_known.Contains(default));
    }

    [Fact]
    public void The_id_of_zeros_is_never_known()
    {
        _known.Add(default, _known.Removals);
        Assert.False(_known.Contains(default));
    }

    [Fact]
    public void The_newest_four_of_a_set_stay()
    {
        // Which ids share one of the 64 sets is a secret of the process.
        static uint SetOf(Bytes32 id) => (uint)((uint)id.GetHashCode() * 64UL >> 32);
        var ids = Enumerable.Range(0, 100_000).Select(i => Unsigned.Key($"id {i}")).Where(id => SetOf(id) == 7).Take(6).ToArray();
        foreach (var id in ids)
            _known.Add(id, _known.Removals);
        _known.Add(ids[5], _known.Removals);

        Assert.Equal([false, false, true, true, true, true], ids.Select(id => _known.Contains(id)));
    }

    [Fact]
    public void What_is_removed_is_forgotten_and_cannot_be_added_by_who_looked_before()
    {
        var before = _known.Removals;
        _known.Add(Id(1, 0), before);
        _known.Remove(Id(1, 0));
        Assert.False(_known.Contains(Id(1, 0)));

        _known.Add(Id(1, 0), before);
        Assert.False(_known.Contains(Id(1, 0)));
        _known.Add(Id(1, 0), _known.Removals);
        Assert.True(_known.Contains(Id(1, 0)));
    }

    [Fact]
    public void Clearing_forgets_all_and_holds_off_who_looked_before()
    {
        var before = _known.Removals;
        for (byte i = 0; i < 200; i++)
            _known.Add(Id(i, 0), before);
        _known.Clear();
        _known.Add(Id(1, 0), before);

        Assert.DoesNotContain(Enumerable.Range(0, 200), i => _known.Contains(Id((ulong)i, 0)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-256)]
    [InlineData(255)]
    public void A_senseless_capacity_is_refused(int capacity) => Assert.Throws<ArgumentOutOfRangeException>(() => new KnownIds(capacity));

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Index)]
    public async Task The_store_forgets_what_is_deleted_replaced_or_erased(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var (alice, bob) = (Unsigned.Key("alice"), Unsigned.Key("bob"));
        var deleted = Unsigned.Note(alice, test.Time.Now - 10);
        var replaced = Unsigned.Event(alice, Kind.Metadata, test.Time.Now - 10);
        var erased = Unsigned.Note(bob, test.Time.Now - 10);
        var kept = Unsigned.Note(alice, test.Time.Now - 9);
        NostrEvent[] all = [deleted, replaced, erased, kept];
        await test.PlaceAsync(placement, all);
        Assert.All(all, e => Assert.True(test.Store.Contains(e.Id)));

        await test.AdmitAsync(Unsigned.Deletion(alice, test.Time.Now - 5, deleted));
        Assert.False(test.Store.Contains(deleted.Id));
        await test.AdmitAsync(Unsigned.Event(alice, Kind.Metadata, test.Time.Now - 5));
        Assert.False(test.Store.Contains(replaced.Id));
        Assert.True(test.Store.Contains(erased.Id));
        await test.AdmitAsync(Unsigned.Vanish(bob, test.Time.Now - 5));
        Assert.False(test.Store.Contains(erased.Id));
        Assert.True(test.Store.Contains(kept.Id));
    }

    [Fact]
    public async Task An_event_that_expires_is_not_taken_for_stored_afterwards()
    {
        await using var test = TemporaryStore.Open();
        var e = Unsigned.Note(Unsigned.Key("a"), test.Time.Now, "", ["expiration", $"{test.Time.Now + 10}"]);
        await test.AdmitAsync(e);
        Assert.True(test.Store.Contains(e.Id));
        test.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(test.Store.Contains(e.Id));
    }

    static Bytes32 Id(ulong set, byte number)
    {
        Span<byte> id = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(id, set);
        id[31] = (byte)(number + 1);
        return new Bytes32(id);
    }
}
