using LightningDB;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Tables, and which operations each kind allows.</summary>
public sealed class TableTests
{
    [Fact]
    public void As_many_tables_open_as_are_allowed_and_do_not_mix()
    {
        using var temporary = new TemporaryEnvironment(TemporaryEnvironment.Small with { MaxTables = 40 });
        var tables = Enumerable.Range(0, 40).Select(i => temporary.Environment.OpenTable(LmdbTableSchema.IntegerRows($"t{i}"))).ToArray();
        temporary.Write(t =>
        {
            for (var i = 0; i < tables.Length; i++)
                t.Put(tables[i], (ulong)i, [(byte)i]);
        });

        var error = Assert.Throws<LmdbException>(() => temporary.Environment.OpenTable(LmdbTableSchema.Rows("one more")));
        Assert.Equal(MDBResultCode.DbsFull, error.Error);
        using var snapshot = temporary.Environment.OpenSnapshot();
        for (var i = 0; i < tables.Length; i++)
        {
            Assert.Equal(1, snapshot.Entries(tables[i]));
            Assert.True(snapshot.TryGet(tables[i], (ulong)i, out var value));
            Assert.Equal([(byte)i], value);
        }
    }

    [Fact]
    public void Opening_a_table_again_gives_the_same_one()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        Assert.Same(table, temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16)));
        Assert.Throws<ArgumentException>(() => temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 13)));
        Assert.Throws<ArgumentException>(() => temporary.Environment.OpenTable(LmdbTableSchema.Rows("postings")));
    }

    [Fact]
    public void A_stored_table_of_another_kind_is_told()
    {
        using var temporary = new TemporaryEnvironment();
        temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        temporary.Reopen();
        var error = Assert.Throws<LmdbException>(() => temporary.Environment.OpenTable(LmdbTableSchema.Rows("postings")));
        Assert.Equal(MDBResultCode.Incompatible, error.Error);
        temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
    }

    [Fact]
    public void An_operation_for_another_kind_of_table_is_refused()
    {
        using var temporary = new TemporaryEnvironment();
        var rows = temporary.Environment.OpenTable(LmdbTableSchema.Rows("rows"));
        var numbers = temporary.Environment.OpenTable(LmdbTableSchema.IntegerRows("numbers"));
        var lists = temporary.Environment.OpenTable(LmdbTableSchema.Lists("lists", 16));
        using var transaction = temporary.Environment.BeginWrite();

        Assert.Throws<ArgumentException>(() => transaction.Put(rows, 1UL, [1]));
        Assert.Throws<ArgumentException>(() => transaction.Put(numbers, [1], [1]));
        Assert.Throws<ArgumentException>(() => transaction.Put(lists, [1], [1]));
        Assert.Throws<ArgumentException>(() => transaction.Delete(lists, [1]));
        Assert.Throws<ArgumentException>(() => transaction.Delete(numbers, [1]));
        Assert.Throws<ArgumentException>(() => transaction.DeleteList(rows, [1]));
        Assert.Throws<ArgumentException>(() => transaction.AddToList(rows, [1], new byte[16]));
        Assert.Throws<ArgumentException>(() => transaction.Reserve(rows, 1, 8).Length);
        Assert.Throws<ArgumentException>(() => transaction.Move(numbers, 1, numbers, 2));

        // The refused operation has not affected the transaction.
        transaction.Put(numbers, 1UL, [1]);
        transaction.Commit();
    }

    [Fact]
    public void A_table_of_another_environment_is_refused()
    {
        using var first = new TemporaryEnvironment();
        using var second = new TemporaryEnvironment();
        var table = first.Environment.OpenTable(LmdbTableSchema.Rows("rows"));
        second.Environment.OpenTable(LmdbTableSchema.Rows("rows"));

        using var transaction = second.Environment.BeginWrite();
        Assert.Throws<ArgumentException>(() => transaction.Put(table, [1], [1]));
        Assert.Throws<ArgumentException>(() => transaction.Clear(table));
        Assert.Throws<ArgumentException>(() => TryGet(second.Environment, table));
    }

    [Fact]
    public void A_cleared_table_is_empty_and_usable()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        temporary.Write(t =>
        {
            for (ulong i = 0; i < 2000; i++)
                t.AddToList(table, [(byte)(i % 3)], Item.Of(i, 16));
        });
        temporary.Write(t =>
        {
            t.Clear(table);
            Assert.Equal(0, t.Entries(table));
            Assert.True(t.AddToList(table, [1], Item.Of(1, 16)));
        });
        using var snapshot = temporary.Environment.OpenSnapshot();
        Assert.Equal(1, snapshot.Entries(table));
    }

    static void TryGet(LmdbEnvironment environment, LmdbTable table)
    {
        using var snapshot = environment.OpenSnapshot();
        snapshot.TryGet(table, [1], out _);
    }
}
