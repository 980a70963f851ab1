using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>What a store does over an engine that asks a server: outages, commits in doubt, what it knows without asking.</summary>
public sealed class ServerEngineTests : IAsyncLifetime
{
    const string Unknown = "error: the relay's database does not answer; whether the event is stored is not known";

    static readonly EngineFailure Away = new("the server is away", "error: the relay's database is away", IsOutage: true);

    readonly FakeTime _time = new();
    readonly MemoryEngine _engine = new(mostRows: 1000) { IsRemote = true };
    readonly Author _alice = new();
    readonly RecordingListener _announced = new();
    EngineStore _store = null!;

    public async ValueTask InitializeAsync() => await OpenAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task In_an_outage_all_events_of_a_batch_fail_at_once()
    {
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var commits = 0;
        _engine.Failure = Away;
        _engine.Committing = _ =>
        {
            commits++;
            entered.Set();
            released.Wait();
            throw new IOException("no");
        };
        var first = AdmitAsync(_alice.Note("first"));
        entered.Wait();
        var others = Enumerable.Range(0, 20).Select(i => AdmitAsync(_alice.Note($"{i}"))).ToArray();
        released.Set();

        Assert.All(await Task.WhenAll([first, .. others]), result => Assert.Equal(StoreResult.Failed(Away.Answer), result));
        Assert.Equal(2, commits);
        Assert.Equal("the server is away", _store.Condition.Reason);
        _engine.Committing = null;
        Assert.Equal(StoreStatus.Stored, (await AdmitAsync(_alice.Note("later"))).Status);
        Assert.Equal(StoreCondition.Healthy, _store.Condition);
    }

    [Fact]
    public async Task The_end_of_an_outage_is_noticed_without_another_event()
    {
        _engine.Failure = Away;
        _engine.Committing = static _ => throw new IOException("no");
        await AdmitAsync(_alice.Note());
        _engine.Finding = static () => throw new IOException("no");
        await TickAsync();
        Assert.Equal("the server is away", _store.Condition.Reason);

        _engine.Finding = null;
        await TickAsync();
        Assert.Equal(StoreCondition.Healthy, _store.Condition);

        // The job of the tick is done before this one.
        async Task TickAsync()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await _store.BackfillAsync([], default);
        }
    }

    [Fact]
    public async Task An_outage_among_events_that_are_tried_one_by_one_ends_the_trying()
    {
        using var entered = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var commits = 0;
        _engine.Committing = _ =>
        {
            // The first event, the batch, its first event, and then the server is away.
            entered.Set();
            released.Wait();
            if (++commits < 2)
                return;
            _engine.Failure = commits == 2 ? EngineFailure.DiskFull : Away;
            throw new IOException("no");
        };
        var first = AdmitAsync(_alice.Note("first"));
        entered.Wait();
        var others = Enumerable.Range(0, 20).Select(i => AdmitAsync(_alice.Note($"{i}"))).ToArray();
        released.Set();

        Assert.Equal(StoreStatus.Stored, (await first).Status);
        Assert.All(await Task.WhenAll(others), result => Assert.Equal(StoreResult.Failed(Away.Answer), result));
        Assert.Equal(3, commits);
    }

    [Fact]
    public async Task A_commit_in_doubt_that_was_carried_out_is_announced_when_that_is_known()
    {
        var (old, e, next) = (_alice.Event(0, at: 1), _alice.Event(0, at: 2), _alice.Note("next"));
        await AdmitAsync(old);
        _engine.Committed = static () => throw new CommitInDoubtException("cut");
        _engine.Settle = static () => throw new IOException("no");
        _engine.Failure = Away;

        Assert.Equal(StoreResult.Failed(Unknown), await AdmitAsync(e));
        Assert.Equal("the database did not say whether it has stored the last events", _store.Condition.Reason);
        // Nobody decides anything before it is known.
        Assert.Equal(StoreResult.Failed(Away.Answer), await AdmitAsync(next));

        (_engine.Committed, _engine.Settle) = (null, static () => true);
        Assert.Equal(StoreStatus.Stored, (await AdmitAsync(next)).Status);
        await _announced.WaitForAsync(static listener => listener.Stored.Count == 3);
        Assert.Equal([old.Id, e.Id, next.Id], Announced);
        Assert.Equal(StoreStatus.Duplicate, (await AdmitAsync(e)).Status);
        Assert.Equal(StoreCondition.Healthy, _store.Condition);
        Assert.Equal([e.Id], (await QueryAsync(new Filter { Kinds = [0] })).Select(static found => found.Id));
    }

    [Fact]
    public async Task A_commit_in_doubt_that_was_not_carried_out_leaves_no_trace()
    {
        var (old, e) = (_alice.Event(0, at: 1), _alice.Event(0, at: 2));
        var last = (await AdmitAsync(old)).Sequence;
        _engine.Committing = static _ => throw new CommitInDoubtException("cut");
        Assert.Equal(StoreResult.Failed(Unknown), await AdmitAsync(e));

        (_engine.Committing, _engine.Settle) = (null, static () => false);
        Assert.Equal(new StoreResult(StoreStatus.Stored, last + 1), await AdmitAsync(_alice.Note()));
        Assert.Equal([old.Id], (await QueryAsync(new Filter { Kinds = [0] })).Select(static found => found.Id));
        Assert.False(await _store.ContainsAsync(e.Id, default));
    }

    [Fact]
    public async Task What_is_in_doubt_is_found_out_without_another_event()
    {
        var e = _alice.Note();
        _engine.Committed = static () => throw new CommitInDoubtException("cut");
        Assert.Equal(StoreResult.Failed(Unknown), await AdmitAsync(e));

        _engine.Settle = static () => true;
        _time.Advance(TimeSpan.FromSeconds(1));
        await _announced.WaitForAsync(static listener => listener.Stored.Count == 1);
        Assert.Equal([e.Id], Announced);
    }

    [Fact]
    public async Task It_asks_the_server_only_where_the_caller_may_wait()
    {
        var (e, unknown) = (_alice.Note(), _alice.Note("unknown"));
        await AdmitAsync(e);
        Assert.True(_store.Contains(e.Id));
        var other = await EngineStore.OpenAsync(_engine, new(_time, NullLogger.Instance));

        Assert.False(other.Contains(e.Id));
        Assert.True(await other.ContainsAsync(e.Id, default));
        Assert.True(other.Contains(e.Id));
        Assert.False(await other.ContainsAsync(unknown.Id, default));
    }

    [Fact]
    public async Task Readers_of_the_last_numbers_do_not_ask_the_server()
    {
        var before = _store.LastSequence;
        var events = Enumerable.Range(0, 5).Select(i => _alice.Note($"{i}")).ToArray();
        foreach (var e in events)
            await AdmitAsync(e);
        await _store.RemoveEventsAsync([events[2].Id], default);
        _engine.ReadingRange = static () => throw new InvalidOperationException("the server was asked");

        Assert.Equal(
            new[] { 0, 1, 3, 4 }.Select(i => events[i].Id), _store.ReadSequence(before, long.MaxValue).Select(static e => e.Id));
        Assert.Equal([events[1].Id], _store.ReadSequence(before + 1, before + 3).Select(static e => e.Id));
        Assert.Empty(_store.ReadSequence(_store.LastSequence, long.MaxValue));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _store.ReadSequenceAsync(before - 1, before + 1, default));
    }

    [Fact]
    public async Task A_log_goes_on_behind_events_that_are_removed_while_it_is_read()
    {
        NostrEvent[] events = [_alice.Note("a"), _alice.Note("b")];
        foreach (var e in events)
            await AdmitAsync(e);
        _engine.NextRange = new SequenceRange([], _store.LastSequence - 1);
        var sink = new CollectingSink();
        await _store.ReadAllAsync(sink);

        Assert.Equal([events[1].Id], sink.Events.Select(static e => e.Id));
    }

    [Fact]
    public async Task Readers_that_are_far_behind_ask_the_server()
    {
        var before = _store.LastSequence;
        var events = Unsigned.Many(5000, i => Unsigned.Note(_alice.PublicKey, i, $"{i}"));
        await Task.WhenAll(events.Select(AdmitAsync));
        var asked = 0;
        _engine.ReadingRange = () => asked++;

        Assert.Equal(
            events.Select(static e => e.Id).Order(), _store.ReadSequence(before, long.MaxValue).Select(static e => e.Id).Order());
        Assert.InRange(asked, 1, 10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_that_the_server_fails_ends_with_the_text_for_clients(bool isOutage)
    {
        _engine.Failure = Away with { IsOutage = isOutage };
        _engine.Reading = static () => throw new IOException("no");
        var end = await Assert.ThrowsAsync<StoreBrokenException>(() => QueryAsync(new Filter()));
        Assert.Equal(Away.Answer, end.Message);
        // An outage is told by health, and not once for each query.
        Assert.Equal(isOutage, end.InnerException is null);
    }

    IEnumerable<Bytes32> Announced => _announced.Stored.Select(static row => row.Event.Id);

    async Task OpenAsync()
    {
        _store = await EngineStore.OpenAsync(_engine, new(_time, NullLogger.Instance));
        _store.Listen(_announced);
    }

    async Task<StoreResult> AdmitAsync(NostrEvent e) => await _store.AdmitAsync(e, default);

    async Task<IReadOnlyList<NostrEvent>> QueryAsync(Filter filter)
    {
        var sink = new CollectingSink();
        await _store.QueryEventsAsync(new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, sink, default);
        return sink.Events;
    }
}
