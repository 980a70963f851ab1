using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>One relay owns a database. One that has lost it writes no more.</summary>
public sealed class OwnershipTests
{
    [Theory]
    [InlineData("epoch")]
    [InlineData("session")]
    public async Task Relay_that_has_lost_the_database_finds_out_at_its_next_write_and_changes_nothing(string what)
    {
        await using var test = await TemporaryStore.CreateAsync();
        await test.StoreAsync(Note("first"));
        await test.ExecuteAsync($"UPDATE relay_owner SET {what} = {what} + 1");
        var result = await test.Store.AdmitAsync(Note("second"), default).AsTask().Within("the answer");
        Assert.Equal(StoreResult.Failed(StoreBrokenException.Refusal), result);
        Assert.Equal("another relay has taken the database", test.Store.Condition.Reason);
        Assert.Equal([1L], await TestDatabase.ReadAsync<long>(test.ConnectionString, "SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task Relay_that_has_lost_the_database_finds_out_without_a_write()
    {
        await using var test = await TemporaryStore.CreateAsync();
        await test.ExecuteAsync("UPDATE relay_owner SET epoch = epoch + 1");
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.Store.Broken.Within("the end of the store");
    }

    [Fact]
    public async Task Database_that_has_lost_commits_is_not_written_to()
    {
        await using var test = await TemporaryStore.CreateAsync();
        await test.StoreAsync(Note("first"));
        await test.ExecuteAsync("UPDATE relay_owner SET commits = commits - 1");
        await EndConnectionsAsync(test);
        var result = await test.Store.AdmitAsync(Note("second"), default).AsTask().Within("the answer");
        Assert.Equal(StoreResult.Failed(StoreBrokenException.Refusal), result);
        Assert.Equal("the database has lost commits", test.Store.Condition.Reason);
    }

    [Fact]
    public async Task Other_relay_may_take_the_database_once_the_first_one_has_lost_its_connection()
    {
        var place = await TestDatabase.SchemaAsync();
        await using var proxy = new CuttingProxy(TestDatabase.Server.Port);
        await using var first = await TemporaryStore.CreateAsync(connectionString: $"{place};Host=127.0.0.1;Port={proxy.Port}");
        await first.StoreAsync(Note("first"));
        proxy.Refuse();
        await using var second = await OpenAsync(place);
        await second.StoreAsync(Note("second"));
        proxy.Accept();
        var result = await AdmitOnceBackAsync(first, Note("third"));
        Assert.Equal(StoreResult.Failed(StoreBrokenException.Refusal), result);
        Assert.Equal(2, (await second.QueryAsync(new Filter())).Count);
    }

    [Fact]
    public async Task Relay_that_reconnects_takes_the_lock_again()
    {
        await using var test = await TemporaryStore.CreateAsync();
        await EndConnectionsAsync(test);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(
            () => TestDatabase.ReadAsync<long>(test.ConnectionString, "SELECT session FROM relay_owner").Result[0] == 1, "a new session");
        await test.StoreAsync(Note("first"));
        var refused = await Assert.ThrowsAsync<StoreException>(() => TemporaryStore.CreateAsync(connectionString: test.ConnectionString));
        Assert.StartsWith("Another relay", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_that_was_lost_but_keeps_the_lock_and_its_transaction_is_ended()
    {
        await using var test = await TemporaryStore.CreateAsync();
        await EndConnectionsAsync(test);
        await using var lingering = await LockedRow.HoldAsync(
            test.ConnectionString,
            "SELECT pg_advisory_lock(1314024569, (SELECT oid::int FROM pg_namespace WHERE nspname = current_schema())) "
            + "FROM relay_owner FOR UPDATE");
        await test.StoreAsync(Note("first"));
    }

    /// <summary>Ends the connections of a store, as an operator can.</summary>
    static Task EndConnectionsAsync(TemporaryStore test) => test.ExecuteAsync(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' "
        + "AND objid = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())");

    /// <summary>For a moment after the outage the store may say that the server is away.</summary>
    static async Task<StoreResult> AdmitOnceBackAsync(TemporaryStore test, NostrEvent e)
    {
        for (var deadline = DateTime.UtcNow + Deadline.Default; ;)
        {
            var result = await test.Store.AdmitAsync(e, default).AsTask().Within("the answer");
            if (result.Reason != "error: the relay's database is away, try again later" || DateTime.UtcNow > deadline)
                return result;
        }
    }

    /// <summary>The server notices a moment later that a connection is gone.</summary>
    static async Task<TemporaryStore> OpenAsync(string place)
    {
        for (var deadline = DateTime.UtcNow + Deadline.Default; ;)
        {
            try
            {
                return await TemporaryStore.CreateAsync(connectionString: place);
            }
            catch (StoreException) when (DateTime.UtcNow < deadline)
            {
                await Task.Yield();
            }
        }
    }

    static NostrEvent Note(string content) => Unsigned.Note(Unsigned.Key("a"), FakeTime.Start, content);
}
