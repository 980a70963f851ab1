using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

public sealed class ClosingTests
{
    [Fact]
    public async Task A_store_that_is_closed_while_clients_query_it_ends_their_queries_and_leaves_whole_files()
    {
        await using var test = new TemporaryStore();
        await ClosingRun.RunAsync(test.Store, test.Time.Now, test.CloseAsync);
        Assert.False(File.Exists(test.Wal));
        FileCheck.AssertConsistent(test.File);
    }
}
