using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>One relay owns a database. One that has lost it writes no more.</summary>
public sealed class OwnershipTests(FaultServer faults) : IClassFixture<FaultServer>
{
    [Fact]
    public async Task Relay_that_has_lost_the_database_finds_out_at_its_next_write_and_changes_nothing()
    {
        await using var test = await TemporaryStore.CreateAsync();
        await test.StoreAsync(Note("first"));
        await test.ExecuteAsync("UPDATE relay_owner SET epoch = epoch + 1");
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
        await TestDatabase.EndConnectionsAsync(test.ConnectionString);
        var result = await test.Store.AdmitAsync(Note("second"), default).AsTask().Within("the answer");
        Assert.Equal(StoreResult.Failed(StoreBrokenException.Refusal), result);
        Assert.Equal("the database has lost commits", test.Store.Condition.Reason);
    }

    [Fact]
    public async Task Other_relay_may_take_the_database_once_the_first_one_has_lost_its_connection()
    {
        var (proxied, direct) = await faults.MakeAsync();
        await using var first = await TemporaryStore.CreateAsync(connectionString: proxied);
        await first.StoreAsync(Note("first"));
        faults.Proxy.Refuse();
        await using var second = await OpenAsync(direct);
        await second.StoreAsync(Note("second"));
        faults.Proxy.Accept();
        var result = await AdmitOnceBackAsync(first, Note("third"));
        Assert.Equal(StoreResult.Failed(StoreBrokenException.Refusal), result);
        Assert.Equal(2, (await second.QueryAsync(new Filter())).Count);
    }

    [Fact]
    public async Task Relay_that_reconnects_takes_the_lock_again()
    {
        await using var test = await TemporaryStore.CreateAsync();
        await TestDatabase.EndConnectionsAsync(test.ConnectionString);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(
            () => TestDatabase.ReadAsync<long>(test.ConnectionString, "SELECT session FROM relay_owner").Result[0] == 1, "a new session");
        await test.StoreAsync(Note("first"));
        var refused = await Assert.ThrowsAsync<StoreException>(() => TemporaryStore.CreateAsync(connectionString: test.ConnectionString));
        Assert.StartsWith("Another relay", refused.Message, StringComparison.Ordinal);
    }

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
