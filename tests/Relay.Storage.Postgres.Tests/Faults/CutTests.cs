using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>Connections that are lost while a commit is under way.</summary>
public sealed class CutTests
{
    const string NotKnown = "error: the relay's database does not answer; whether the event is stored is not known";

    [Theory]
    [InlineData(ProxyDirection.FromClients)]
    [InlineData(ProxyDirection.FromServer)]
    public async Task Commit_that_is_cut_anywhere_is_carried_out_once(ProxyDirection direction)
    {
        var (test, proxy) = await OpenAsync();
        await using var _ = proxy;
        await using var __ = test;
        var ledger = new Ledger(test, "a");
        await ledger.PublishAsync();
        await ledger.PublishAsync();
        var before = proxy.Passed(direction);
        await ledger.PublishAsync();
        var bytes = proxy.Passed(direction) - before;
        for (var at = 0L; at < bytes; at += Math.Max(1, bytes / 30))
        {
            // On connections that are there.
            await ledger.PublishAsync();
            var cut = proxy.CutAfterAsync(at + 1, direction);
            var result = await ledger.PublishAsync();
            Assert.True(result.Status == StoreStatus.Stored, $"byte {at} of {bytes}: {result.Message}, {test.Store.Condition}");
            await cut.Within("the cut");
        }
        await ledger.AssertKeptAsync($"{direction}");
        await test.ReopenAsync();
        await ledger.AssertKeptAsync($"{direction}, reopened");
    }

    [Fact]
    public async Task Commit_whose_answer_is_lost_is_in_doubt_until_the_server_is_back_and_then_announced_once()
    {
        var (test, proxy) = await OpenAsync();
        await using var _ = proxy;
        await using var __ = test;
        var listener = new RecordingListener();
        test.Store.Listen(listener);
        var ledger = new Ledger(test, "a");
        await ledger.PublishAsync();
        // The server holds the row until the proxy lets nobody in.
        await using (await LockedRow.HoldAsync(
            $"{test.ConnectionString};Host=127.0.0.1;Port={TestDatabase.Server.Port}", "SELECT * FROM relay_owner FOR UPDATE"))
        {
            var sent = proxy.Passed(ProxyDirection.FromClients);
            var publishing = ledger.PublishAsync(bytes: 500);
            await Eventually.HoldsAsync(() => proxy.Passed(ProxyDirection.FromClients) > sent + 1000, "the commit to be sent");
            proxy.Refuse();
            Assert.Equal(StoreResult.Failed(NotKnown), await publishing);
        }
        Assert.Equal(StoreState.NoEarlyAnswers, test.Store.Condition.State);
        proxy.Accept();
        await ledger.RecoverAsync();
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        await ledger.AssertKeptAsync("settled");
        var stored = (await test.QueryAsync(new Filter())).Select(static e => e.Id);
        Assert.Equal(stored.Order(), listener.Stored.Select(static row => row.Event.Id).Order());
    }

    [Fact]
    public async Task Server_that_answers_nothing_keeps_nobody_waiting_and_the_store_goes_on_when_it_does()
    {
        var (test, proxy) = await OpenAsync();
        await using var _ = proxy;
        await using var __ = test;
        var ledger = new Ledger(test, "a");
        await ledger.PublishAsync();
        proxy.Hold();
        Assert.NotEqual(StoreStatus.Stored, (await ledger.PublishAsync()).Status);
        await Assert.ThrowsAnyAsync<Exception>(() => test.QueryAsync(new Filter()));
        proxy.Release();
        await ledger.RecoverAsync();
        await ledger.AssertKeptAsync("released");
    }

    [Fact]
    public async Task Query_on_a_connection_that_was_lost_while_it_was_idle_is_answered()
    {
        var (test, proxy) = await OpenAsync();
        await using var _ = proxy;
        await using var __ = test;
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start));
        Assert.Single(await test.QueryAsync(new Filter()));
        proxy.Cut();
        Assert.Single(await test.QueryAsync(new Filter()));
    }

    static async Task<(TemporaryStore Store, CuttingProxy Proxy)> OpenAsync()
    {
        var proxy = new CuttingProxy(TestDatabase.Server.Port);
        var place = $"{await TestDatabase.SchemaAsync()};Host=127.0.0.1;Port={proxy.Port}";
        return (await TemporaryStore.CreateAsync(connectionString: place), proxy);
    }
}
