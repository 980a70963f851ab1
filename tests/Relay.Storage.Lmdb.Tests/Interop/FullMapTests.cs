using LightningDB;

namespace Relay.Storage.Lmdb.Tests;

public sealed class FullMapTests
{
    [Fact]
    public void A_full_map_fails_the_write_and_nothing_else()
    {
        using var temporary = new TemporaryEnvironment(TemporaryEnvironment.Small with { MapSizeBytes = 1 << 20 });
        var table = temporary.Environment.OpenTable(LmdbTableSchema.IntegerRows("events"));
        temporary.Write(t => t.Append(table, 1, new byte[100_000]));

        for (var attempt = 0; attempt < 3; attempt++)
        {
            using (var transaction = temporary.Environment.BeginWrite())
            {
                var error = Assert.Throws<LmdbException>(() => FillUp(transaction, table));
                Assert.Equal(MDBResultCode.MapFull, error.Error);
                Assert.True(error.IsOutOfSpace);
                Assert.Throws<InvalidOperationException>(transaction.Commit);
            }

            using var snapshot = temporary.Environment.OpenSnapshot();
            Assert.Equal(1, snapshot.Entries(table));
            Assert.True(snapshot.TryGet(table, 1, out var value));
            Assert.Equal(100_000, value.Length);
        }

        // Deleting makes room: the pages are free from the second commit after it.
        temporary.Write(t => Assert.True(t.Delete(table, 1UL)));
        temporary.Write(t => t.Append(table, 2, [1]));
        for (ulong number = 3; number < 20; number++)
        {
            temporary.Write(t => t.Append(table, number, new byte[500_000]));
            temporary.Write(t => Assert.True(t.Delete(table, number)));
            temporary.Write(t => t.Put(table, 2, [(byte)number]));
        }
    }

    static void FillUp(LmdbWriteTransaction transaction, LmdbTable table)
    {
        for (ulong number = 2; number < 1000; number++)
            transaction.Append(table, number, new byte[10_000]);
    }
}
