using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class PublishTests : IAsyncDisposable
{
    readonly TestEngine _relay = new();
    readonly Author _alice = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task Stored_event_is_answered_ok_and_found()
    {
        var client = await _relay.ConnectAsync();
        var e = _alice.Note("hello");

        Assert.Equal(RecordingOutbox.Ok(e), await client.PublishAsync(e));
        Assert.Equal([RecordingOutbox.EventMessage("q", e), """["EOSE","q"]"""], await client.QueryAsync("q", "{}"));
    }

    [Fact]
    public async Task Second_copy_is_answered_duplicate()
    {
        var client = await _relay.ConnectAsync();
        var e = _alice.Note("hello");
        await client.PublishAsync(e);

        Assert.Equal(RecordingOutbox.Ok(e, true, "duplicate: already have this event"), await client.PublishAsync(e));
    }

    [Fact]
    public async Task Live_event_reaches_every_matching_subscription_once()
    {
        var publisher = await _relay.ConnectAsync();
        var reader = await _relay.ConnectAsync();
        await publisher.QueryAsync("own", "{\"kinds\":[1]}");
        await reader.QueryAsync("both", "{\"kinds\":[1]}", $"{{\"authors\":[\"{_alice.Hex}\"]}}", "{}");
        await reader.QueryAsync("other", "{\"kinds\":[7]}");
        var e = _alice.Note("live");
        await publisher.PublishAsync(e);
        var last = _alice.Event(7, "last");
        await publisher.PublishAsync(last);

        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("other", last));
        await publisher.Outbox.WaitForAsync(RecordingOutbox.EventMessage("own", e));
        Assert.Single(reader.Messages, RecordingOutbox.EventMessage("both", e));
        Assert.DoesNotContain(RecordingOutbox.EventMessage("other", e), reader.Messages);
    }
}
