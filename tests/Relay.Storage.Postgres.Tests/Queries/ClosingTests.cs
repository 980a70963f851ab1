using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

public sealed class ClosingTests
{
    [Fact]
    public async Task A_store_that_is_closed_while_clients_query_it_ends_their_queries_and_leaves_whole_tables()
    {
        await using var test = await TemporaryStore.CreateAsync();
        await ClosingRun.RunAsync(test.Store, test.Time.Now, test.CloseAsync);
        await test.AssertConsistentAsync();
    }
}
