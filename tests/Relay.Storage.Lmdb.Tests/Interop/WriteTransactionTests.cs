using LightningDB;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Rows: writing, reading back, and what a failure leaves.</summary>
public sealed class WriteTransactionTests : IDisposable
{
    readonly TemporaryEnvironment _temporary = new();
    readonly LmdbTable _rows;
    readonly LmdbTable _numbers;
    readonly LmdbTable _removed;

    public WriteTransactionTests()
    {
        _rows = _temporary.Environment.OpenTable(LmdbTableSchema.Rows("rows"));
        _numbers = _temporary.Environment.OpenTable(LmdbTableSchema.IntegerRows("numbers"));
        _removed = _temporary.Environment.OpenTable(LmdbTableSchema.IntegerRows("removed"));
    }

    [Fact]
    public void What_is_written_is_read_in_the_transaction_and_after_the_commit_only()
    {
        using var transaction = _temporary.Environment.BeginWrite();
        transaction.Put(_rows, "a"u8, "1"u8);
        transaction.Put(_rows, "a"u8, "2"u8);
        Assert.False(transaction.TryInsert(_rows, "a"u8, "3"u8));
        Assert.True(transaction.TryInsert(_rows, "b"u8, []));
        Assert.True(transaction.TryGet(_rows, "a"u8, out var value));
        Assert.Equal("2"u8, value);
        Assert.False(transaction.TryGet(_rows, "absent"u8, out _));

        using (var before = _temporary.Environment.OpenSnapshot())
            Assert.False(before.TryGet(_rows, "a"u8, out _));
        transaction.Commit();
        using var after = _temporary.Environment.OpenSnapshot();
        Assert.True(after.TryGet(_rows, "a"u8, out var committed));
        Assert.Equal("2"u8, committed);
        Assert.True(after.TryGet(_rows, "b"u8, out committed));
        Assert.True(committed.IsEmpty);
    }

    [Fact]
    public void Disposing_without_a_commit_undoes_the_writes()
    {
        using (var transaction = _temporary.Environment.BeginWrite())
            transaction.Put(_rows, "a"u8, "1"u8);
        using var snapshot = _temporary.Environment.OpenSnapshot();
        Assert.False(snapshot.TryGet(_rows, "a"u8, out _));
    }

    [Fact]
    public void Numbered_rows_are_kept_in_the_order_of_their_numbers()
    {
        ulong[] numbers = [0, 1, 255, 256, 65_536, 1UL << 38, ulong.MaxValue];
        var shuffled = numbers.ToArray();
        new Random(1).Shuffle(shuffled);
        _temporary.Write(t =>
        {
            foreach (var number in shuffled)
                t.Put(_numbers, number, BitConverter.GetBytes(number));
        });

        using var snapshot = _temporary.Environment.OpenSnapshot();
        for (var i = 0; i < numbers.Length; i++)
        {
            Assert.True(snapshot.TryGet(_numbers, numbers[i], out var value));
            Assert.Equal(numbers[i], BitConverter.ToUInt64(value));
            Assert.True(snapshot.TryFirstAtLeast(_numbers, i == 0 ? 0 : numbers[i - 1] + 1, out var found, out value));
            Assert.Equal((numbers[i], numbers[i]), (found, BitConverter.ToUInt64(value)));
            Assert.True(
                snapshot.TryLastAtMost(_numbers, i == numbers.Length - 1 ? ulong.MaxValue : numbers[i + 1] - 1, out found, out value));
            Assert.Equal((numbers[i], numbers[i]), (found, BitConverter.ToUInt64(value)));
        }

        Assert.False(snapshot.TryGet(_numbers, 2, out _));
        Assert.False(snapshot.TryFirstAtLeast(_removed, 0, out _, out _));
        Assert.False(snapshot.TryLastAtMost(_removed, ulong.MaxValue, out _, out _));
    }

    [Fact]
    public void There_is_no_row_beyond_the_first_and_the_last()
    {
        _temporary.Write(t => t.Append(_numbers, 10, [1]));
        using var snapshot = _temporary.Environment.OpenSnapshot();
        Assert.False(snapshot.TryFirstAtLeast(_numbers, 11, out _, out _));
        Assert.False(snapshot.TryLastAtMost(_numbers, 9, out _, out _));
    }

    [Fact]
    public void Rows_are_found_by_the_nearest_key()
    {
        _temporary.Write(t =>
        {
            t.Put(_rows, "b"u8, "1"u8);
            t.Put(_rows, "bb"u8, "2"u8);
        });
        using var snapshot = _temporary.Environment.OpenSnapshot();
        Assert.True(snapshot.TryFirstAtLeast(_rows, "ba"u8, out var key, out var value));
        Assert.Equal(("bb", "2"), (Text(key), Text(value)));
        Assert.True(snapshot.TryLastAtMost(_rows, "ba"u8, out key, out value));
        Assert.Equal(("b", "1"), (Text(key), Text(value)));
        Assert.True(snapshot.TryLastAtMost(_rows, "z"u8, out key, out value));
        Assert.Equal(("bb", "2"), (Text(key), Text(value)));
        Assert.False(snapshot.TryLastAtMost(_rows, "a"u8, out _, out _));
        Assert.False(snapshot.TryFirstAtLeast(_rows, "c"u8, out _, out _));
    }

    [Fact]
    public void Reserved_room_is_the_row()
    {
        _temporary.Write(t =>
        {
            t.ReserveAppend(_numbers, 1, 3).Fill(7);
            t.ReserveAppend(_numbers, 2, 10_000).Fill(8);
            t.Reserve(_numbers, 1, 2).Fill(9);
        });
        using var snapshot = _temporary.Environment.OpenSnapshot();
        Assert.True(snapshot.TryGet(_numbers, 1, out var value));
        Assert.Equal((byte[])[9, 9], value.ToArray());
        Assert.True(snapshot.TryGet(_numbers, 2, out value));
        Assert.Equal(10_000, value.Length);
        Assert.Equal(-1, value.IndexOfAnyExcept((byte)8));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(3_000)]
    [InlineData(200_000)]
    public void A_moved_row_arrives_whole(int length)
    {
        var random = new Random(length);
        var contents = Enumerable.Range(0, 100).Select(_ => new byte[length]).ToArray();
        Array.ForEach(contents, random.NextBytes);
        _temporary.Write(t =>
        {
            for (var i = 0; i < 50; i++)
                t.Append(_numbers, (ulong)i, contents[i]);
        });
        _temporary.Write(t =>
        {
            // Half of the rows are committed. The other half belong to this transaction, which keeps them elsewhere.
            for (var i = 50; i < 100; i++)
                t.Append(_numbers, (ulong)i, contents[i]);
            for (ulong i = 0; i < 100; i += 2)
                Assert.True(t.Move(_numbers, i, _removed, i));
            Assert.False(t.Move(_numbers, 0, _removed, 0));
        });

        using var snapshot = _temporary.Environment.OpenSnapshot();
        for (ulong i = 0; i < 100; i++)
        {
            Assert.Equal(i % 2 == 0, snapshot.TryGet(_removed, i, out var moved));
            Assert.Equal(i % 2 == 1, snapshot.TryGet(_numbers, i, out var kept));
            Assert.True((i % 2 == 0 ? moved : kept).SequenceEqual(contents[i]));
        }
    }

    [Fact]
    public void Deleting_says_whether_there_was_a_row()
    {
        _temporary.Write(t =>
        {
            t.Put(_rows, "a"u8, "1"u8);
            t.Put(_numbers, 1, "1"u8);
            Assert.True(t.Delete(_rows, "a"u8));
            Assert.False(t.Delete(_rows, "a"u8));
            Assert.True(t.Delete(_numbers, 1UL));
            Assert.False(t.Delete(_numbers, 1UL));
            Assert.Equal(0, t.Entries(_rows) + t.Entries(_numbers));
        });
    }

    [Fact]
    public void After_a_failed_write_the_transaction_can_only_be_disposed()
    {
        using (var transaction = _temporary.Environment.BeginWrite())
        {
            transaction.Append(_numbers, 5, [1]);
            var error = Assert.Throws<LmdbException>(() => transaction.Append(_numbers, 5, [2]));
            Assert.Equal(MDBResultCode.KeyExist, error.Error);
            Assert.Throws<InvalidOperationException>(() => transaction.Put(_rows, "a"u8, "1"u8));
            Assert.Throws<InvalidOperationException>(() => transaction.TryGet(_rows, "a"u8, out _));
            Assert.Throws<InvalidOperationException>(transaction.Commit);
        }

        _temporary.Write(t => Assert.False(t.TryGet(_numbers, 5, out _)));
    }

    [Fact]
    public void An_ended_transaction_throws()
    {
        var transaction = _temporary.Environment.BeginWrite();
        transaction.Put(_rows, "a"u8, "1"u8);
        transaction.Commit();
        Assert.Throws<ObjectDisposedException>(() => transaction.Put(_rows, "a"u8, "1"u8));
        Assert.Throws<ObjectDisposedException>(transaction.Commit);
        transaction.Dispose();
        transaction.Dispose();
    }

    [Fact]
    public void A_second_transaction_on_the_thread_throws_instead_of_waiting_for_ever()
    {
        using var transaction = _temporary.Environment.BeginWrite();
        Assert.Throws<InvalidOperationException>(() => _temporary.Environment.BeginWrite());
        Assert.Throws<InvalidOperationException>(() => _temporary.Environment.OpenTable(LmdbTableSchema.Rows("another")));
    }

    [Fact]
    public void Another_thread_can_neither_use_nor_end_the_transaction()
    {
        using var transaction = _temporary.Environment.BeginWrite();
        var errors = new List<Exception?>();
        var other = new Thread(() =>
        {
            errors.Add(Record.Exception(() => transaction.Put(_rows, "a"u8, "1"u8)));
            errors.Add(Record.Exception(transaction.Commit));
            errors.Add(Record.Exception(transaction.Dispose));
        });
        other.Start();
        other.Join();
        Assert.All(errors, error => Assert.IsType<InvalidOperationException>(error));
        Assert.Equal(3, errors.Count);
        transaction.Put(_rows, "a"u8, "1"u8);
        transaction.Commit();
    }

    public void Dispose() => _temporary.Dispose();

    static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
