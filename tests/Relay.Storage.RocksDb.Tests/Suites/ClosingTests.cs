using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

public sealed class ClosingTests
{
    [Fact]
    public async Task A_store_that_is_closed_while_clients_query_it_ends_their_queries()
    {
        await using var test = new TemporaryStore();
        await ClosingRun.RunAsync(test.Store, test.Time.Now, test.CloseAsync);
    }
}
