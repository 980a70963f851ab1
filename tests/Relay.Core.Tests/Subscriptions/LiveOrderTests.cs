using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Subscribers receive a connection's events in the order in which it sent them, stored or not.</summary>
public sealed class LiveOrderTests : IAsyncDisposable
{
    readonly GatedStore _store = new(new FakeTime());
    readonly TestEngine _relay;
    readonly Author _alice = new();

    public LiveOrderTests() => _relay = new TestEngine(relay => relay.UseStore(_store));

    public ValueTask DisposeAsync()
    {
        _store.Storing.Open();
        return _relay.DisposeAsync();
    }

    [Fact]
    public async Task Ephemeral_event_follows_the_stored_ones_before_it_and_no_other_connection_waits()
    {
        var (listener, writer, other) = (await _relay.ConnectAsync(), await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await listener.QueryAsync("q", "{\"limit\":0}");
        var first = new Gate();
        first.Close();
        _store.Storing.Close();
        _store.GateOf = e => e.Content == "stored" ? first : _store.Storing;
        NostrEvent[] events = [_alice.Note("stored"), _alice.Event(20001, "first"), _alice.Event(20001, "second"), _alice.Note("last")];
        foreach (var e in events)
            await writer.SendEventAsync(e);
        var passing = _alice.Event(20001, "of another");
        Assert.Equal(RecordingOutbox.Ok(passing), await other.PublishAsync(passing));
        await listener.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", passing));
        Assert.Equal(2, listener.Messages.Count);

        first.Open();
        await listener.Outbox.WaitForCountAsync(2 + events.Length - 1);
        _store.Storing.Open();
        await listener.Outbox.WaitForCountAsync(2 + events.Length);
        Assert.Equal(events.Select(static e => RecordingOutbox.EventMessage("q", e)), listener.Messages.Skip(2));
        await writer.Outbox.WaitForCountAsync(events.Length);
        Assert.Equal(events.Select(static e => RecordingOutbox.Ok(e)), writer.Messages);
    }

    [Fact]
    public async Task Mixed_events_of_several_connections_are_each_heard_in_the_order_sent()
    {
        var listener = await _relay.ConnectAsync();
        await listener.QueryAsync("q", "{\"limit\":0}");
        var seed = Environment.TickCount;
        var events = Enumerable.Range(0, 3).Select(writer => new Author()).Select(author =>
        {
            var random = new Random(seed ^ author.GetHashCode());
            return Enumerable.Range(0, 200).Select(i => author.Event(random.Next(2) == 0 ? 1 : 20001, $"{i}")).ToArray();
        }).ToArray();
        await Task.WhenAll(events.Select(each => Task.Run(async () =>
        {
            var writer = await _relay.ConnectAsync();
            foreach (var e in each)
                await writer.SendEventAsync(e);
            await writer.Outbox.WaitForCountAsync(each.Length);
        })));
        await listener.Outbox.WaitForCountAsync(1 + events.Sum(static each => each.Length));

        foreach (var each in events)
        {
            var expected = each.Select(static e => RecordingOutbox.EventMessage("q", e)).ToArray();
            Assert.Equal(expected, listener.Messages.Where(expected.ToHashSet().Contains));
        }
    }

    [Fact]
    public async Task Ephemeral_event_behind_one_that_fails_is_passed_on()
    {
        var (listener, writer) = (await _relay.ConnectAsync(), await _relay.ConnectAsync());
        await listener.QueryAsync("q", "{\"limit\":0}");
        _store.Storing.Close();
        _store.Failure = new InvalidOperationException();
        var (failing, ephemeral) = (_alice.Note("failing"), _alice.Event(20001));
        await writer.SendEventAsync(failing);
        await writer.SendEventAsync(ephemeral);
        _store.Storing.Open();

        await listener.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", ephemeral));
        await writer.Outbox.WaitForCountAsync(2);
        Assert.Equal(RecordingOutbox.Ok(ephemeral), writer.Messages[^1]);
    }
}
