using LightningDB;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Snapshots: what they see, what they pin, and how their readers are reused.</summary>
public sealed class SnapshotTests : IDisposable
{
    const int Slots = 16;
    readonly TemporaryEnvironment _temporary = new(TemporaryEnvironment.Small with { MaxReaders = Slots });
    readonly LmdbTable _numbers;
    readonly LmdbTable _lists;

    public SnapshotTests()
    {
        _numbers = _temporary.Environment.OpenTable(LmdbTableSchema.IntegerRows("numbers"));
        _lists = _temporary.Environment.OpenTable(LmdbTableSchema.Lists("lists", 16));
    }

    [Fact]
    public void A_snapshot_sees_one_commit_and_the_next_one_sees_the_latest()
    {
        _temporary.Write(t => t.Put(_numbers, 1, [1]));
        for (byte round = 2; round < 100; round++)
        {
            using var before = _temporary.Environment.OpenSnapshot();
            _temporary.Write(t =>
            {
                t.Put(_numbers, 1, [round]);
                t.AddToList(_lists, [1], Item.Of(round, 16));
            });
            using var after = _temporary.Environment.OpenSnapshot();
            Assert.True(before.TryGet(_numbers, 1, out var old));
            Assert.True(after.TryGet(_numbers, 1, out var latest));
            Assert.Equal((round - 1, round), (old[0], latest[0]));
            Assert.Equal((round - 2, round - 1), (before.ListLength(_lists, [1]), after.ListLength(_lists, [1])));
        }

        Assert.Equal(2, _temporary.Environment.GetInfo().UsedReaders);
    }

    [Fact]
    public void A_reader_at_rest_pins_no_pages()
    {
        var value = new byte[100_000];
        using (var snapshot = _temporary.Environment.OpenSnapshot())
            Assert.Equal(0, snapshot.Entries(_numbers));
        for (var round = 0; round < 5; round++)
            _temporary.Write(t => t.Put(_numbers, 1, value));
        var before = _temporary.Environment.GetInfo().UsedPages;
        for (var round = 0; round < 50; round++)
            _temporary.Write(t => t.Put(_numbers, 1, value));
        Assert.Equal(before, _temporary.Environment.GetInfo().UsedPages);
    }

    [Fact]
    public void A_table_opened_later_is_seen_by_readers_used_again()
    {
        using (var early = _temporary.Environment.OpenSnapshot())
            Assert.Equal(0, early.Entries(_numbers));
        var table = _temporary.Environment.OpenTable(LmdbTableSchema.Rows("later"));
        _temporary.Write(t => t.Put(table, [1], [1]));
        using var snapshot = _temporary.Environment.OpenSnapshot();
        Assert.Equal(1, snapshot.Entries(table));
        Assert.True(snapshot.TryGet(table, [1], out _));
        Assert.Equal(1, _temporary.Environment.GetInfo().UsedReaders);
    }

    [Fact]
    public void A_table_opened_after_the_snapshot_is_refused_by_it()
    {
        using var snapshot = _temporary.Environment.OpenSnapshot();
        LmdbTable? table = null;
        var opener = new Thread(() => table = _temporary.Environment.OpenTable(LmdbTableSchema.Rows("later")));
        opener.Start();
        opener.Join();
        var refused = false;
        try
        {
            snapshot.TryGet(table!, [1], out _);
        }
        catch (LmdbException)
        {
            refused = true;
        }

        Assert.True(refused);
    }

    [Fact]
    public void A_disposed_snapshot_and_its_copies_throw_also_when_the_reader_is_in_use_again()
    {
        _temporary.Write(t =>
        {
            t.Put(_numbers, 1, [1]);
            t.AddToList(_lists, [1], Item.Of(1, 16));
        });
        var first = _temporary.Environment.OpenSnapshot();
        Assert.True(first.TryLast(_lists, [1], out var page));
        first.Dispose();
        first.Dispose();

        using var second = _temporary.Environment.OpenSnapshot();
        // Disposing the first snapshot again must not end the second, which has its reader.
        first.Dispose();
        Assert.True(second.TryGet(_numbers, 1, out _));
        var caught = 0;
        try
        {
            first.TryGet(_numbers, 1, out _);
        }
        catch (ObjectDisposedException)
        {
            caught++;
        }

        try
        {
            second.Items(page);
        }
        catch (ObjectDisposedException)
        {
            caught++;
        }

        try
        {
            default(LmdbSnapshot).Entries(_numbers);
        }
        catch (ObjectDisposedException)
        {
            caught++;
        }

        Assert.Equal(3, caught);
    }

    [Fact]
    public void One_snapshot_too_many_is_told_and_the_others_go_on()
    {
        // An eighth of the slots is left to other processes.
        AssertRoomFor(Slots - (Slots / 8));
        Assert.Equal(0, _temporary.Environment.OpenSnapshots);
        AssertRoomFor(Slots - (Slots / 8));
    }

    [Fact]
    public void Snapshots_read_consistently_while_a_writer_writes()
    {
        const int Commits = 300;
        _temporary.Write(t => t.Put(_numbers, 0, BitConverter.GetBytes(0)));
        var errors = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        using var finished = new ManualResetEventSlim();
        var readers = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            try
            {
                for (var last = 0; !finished.IsSet || last < Commits;)
                    last = ReadOnce(last);
            }
            catch (Exception error)
            {
                errors.Enqueue(error);
            }
        })).ToArray();
        Array.ForEach(readers, reader => reader.Start());
        for (var commit = 1; commit <= Commits; commit++)
        {
            _temporary.Write(t =>
            {
                t.Put(_numbers, 0, BitConverter.GetBytes(commit));
                for (var i = 0; i < 20; i++)
                    t.AddToList(_lists, [7], Item.Of((ulong)((commit * 20) + i), 16));
            });
        }

        finished.Set();
        Array.ForEach(readers, reader => reader.Join());
        Assert.Empty(errors);
        Assert.Equal(0, _temporary.Environment.OpenSnapshots);
        Assert.InRange(_temporary.Environment.GetInfo().UsedReaders, 1, 3);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        _temporary.Write(t =>
        {
            for (ulong i = 1; i <= 1000; i++)
            {
                t.Put(_numbers, i, new byte[300]);
                t.AddToList(_lists, [(byte)i], Item.Of(i, 16));
                t.AddToList(_lists, [0], Item.Of(i, 16));
            }
        });
        var item = Item.Of(500, 16);
        ReadAll(item);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
            ReadAll(item);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void Dispose() => _temporary.Dispose();

    int ReadOnce(int last)
    {
        using var snapshot = _temporary.Environment.OpenSnapshot();
        Assert.True(snapshot.TryGet(_numbers, 0, out var value));
        var commit = BitConverter.ToInt32(value);
        Assert.True(commit >= last);
        Assert.Equal(commit * 20, snapshot.ListLength(_lists, [7]));
        if (commit > 0)
        {
            Assert.True(snapshot.TryLast(_lists, [7], out var page));
            Assert.Equal((ulong)((commit * 20) + 19), Item.Number(snapshot.Item(page, page.Count - 1)));
        }

        return commit;
    }

    void AssertRoomFor(int more)
    {
        if (more == 0)
        {
            var error = Assert.Throws<LmdbException>(() => _temporary.Environment.OpenSnapshot().Dispose());
            Assert.Equal(MDBResultCode.ReadersFull, error.Error);
            return;
        }

        using var snapshot = _temporary.Environment.OpenSnapshot();
        AssertRoomFor(more - 1);
        Assert.Equal(0, snapshot.Entries(_numbers));
    }

    void ReadAll(byte[] item)
    {
        using var snapshot = _temporary.Environment.OpenSnapshot();
        ReadOnlySpan<byte> key = [0];
        var found = snapshot.TryGet(_numbers, 500, out _)
            && snapshot.TryFirstAtLeast(_numbers, 400, out _, out _)
            && snapshot.TryLastAtMost(_numbers, 400, out _, out _)
            && snapshot.TryPageAtMost(_lists, key, item, out var page, out var index)
            && snapshot.Item(page, index).SequenceEqual(item)
            && snapshot.TryPageAtLeast(_lists, key, item, out _, out _)
            && snapshot.TryLast(_lists, key, out _)
            && snapshot.TryFirstListAtLeast(_lists, key, out _)
            && snapshot.ListContains(_lists, key, item)
            && snapshot.ListLength(_lists, key) == 1000;
        Assert.True(found);
    }
}
