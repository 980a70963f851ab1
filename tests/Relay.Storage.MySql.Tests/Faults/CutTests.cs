using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>The connection is cut at every point of a commit.</summary>
public sealed class CutTests(FaultServer faults) : IClassFixture<FaultServer>
{
    const int Points = 24;

    public static TheoryData<ProxyDirection> Directions => [ProxyDirection.FromClients, ProxyDirection.FromServer];

    [Theory]
    [MemberData(nameof(Directions))]
    public async Task Commit_is_carried_out_once_or_not_at_all_wherever_its_connection_is_cut(ProxyDirection direction)
    {
        var (store, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: store);
        var ledger = new Ledger(1);
        await ledger.PublishUntilStoredAsync(test);
        // As many bytes as a commit of one event takes, with its questions.
        var before = faults.Proxy.Passed(direction);
        await ledger.PublishUntilStoredAsync(test);
        var bytes = faults.Proxy.Passed(direction) - before;
        Assert.InRange(bytes, 20, 20_000);
        for (var point = 0; point <= Points; point++)
        {
            var cut = faults.Proxy.CutAfterAsync(point * (bytes + 100) / Points, direction);
            await ledger.PublishAsync(test, 1);
            faults.Proxy.Disarm();
            await ledger.PublishUntilStoredAsync(test);
        }
        // A commit is tried again or found to be carried out. Only a question may fail, between two rows of its answer.
        Assert.InRange(ledger.Refused, 0, direction == ProxyDirection.FromClients ? 0 : Points / 3);
        await ledger.AssertKeptAsync(test, direct);
    }

    [Fact]
    public async Task Answers_in_single_bytes_are_understood()
    {
        var (store, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: store);
        var ledger = new Ledger(2);
        faults.Proxy.PieceBytes = 7;
        await ledger.PublishAsync(test, 20);
        await ledger.AssertKeptAsync(test, direct);
        faults.Proxy.PieceBytes = 64 * 1024;
    }

    [Fact]
    public async Task Commit_whose_answer_is_lost_is_in_doubt_until_the_server_is_back_and_then_announced_once()
    {
        var (store, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: store);
        var listener = new RecordingListener();
        test.Store.Listen(listener);
        var ledger = new Ledger(4);
        await ledger.PublishAsync(test, 1);
        // The server holds the row until the proxy lets nobody in.
        await using (await LockedRow.HoldAsync(direct, "SELECT * FROM relay_owner FOR UPDATE"))
        {
            var sent = faults.Proxy.Passed(ProxyDirection.FromClients);
            var publishing = ledger.PublishAsync(test, 5);
            await Eventually.HoldsAsync(() => faults.Proxy.Passed(ProxyDirection.FromClients) > sent + 2500, "the commit to be sent");
            faults.Proxy.Refuse();
            await publishing;
        }
        Assert.InRange(ledger.Doubtful, 1, 5);
        Assert.Equal(StoreState.NoEarlyAnswers, test.Store.Condition.State);
        faults.Proxy.Accept();
        await ledger.PublishUntilStoredAsync(test);
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        await ledger.AssertKeptAsync(test, direct);
        var stored = (await test.QueryAsync(new Filter { Kinds = [Kind.TextNote] })).Select(static e => e.Id);
        var announced = listener.Stored.Select(static row => row.Event).Where(static e => e.Kind == Kind.TextNote).Select(static e => e.Id);
        Assert.Equal(stored.Order(), announced.Order());
    }

    [Fact]
    public async Task Server_that_answers_nothing_keeps_nobody_waiting_and_the_store_goes_on_when_it_does()
    {
        var (store, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: store);
        var ledger = new Ledger(5);
        await ledger.PublishAsync(test, 1);
        faults.Proxy.Hold();
        await ledger.PublishAsync(test, 1);
        Assert.Equal(1, ledger.Refused);
        await Assert.ThrowsAsync<StoreBrokenException>(() => test.QueryAsync(new Filter()));
        faults.Proxy.Release();
        await ledger.PublishUntilStoredAsync(test);
        await ledger.AssertKeptAsync(test, direct);
    }

    [Fact]
    public async Task Server_that_refuses_for_a_while_makes_events_refused_and_loses_none()
    {
        var (store, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: store);
        var ledger = new Ledger(3);
        await ledger.PublishAsync(test, 10);
        faults.Proxy.Refuse();
        await ledger.PublishAsync(test, 10);
        Assert.True(ledger.Refused > 0);
        faults.Proxy.Accept();
        await ledger.PublishUntilStoredAsync(test);
        await ledger.AssertKeptAsync(test, direct);
    }
}
