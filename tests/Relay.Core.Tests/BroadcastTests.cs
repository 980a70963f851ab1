using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>An embedding program sends events to subscribers without storing them.</summary>
public sealed class BroadcastTests
{
    readonly Author _alice = new();

    [Fact]
    public async Task Subscribers_get_the_event_and_nobody_finds_it_later()
    {
        await using var relay = new TestEngine();
        var client = await relay.ConnectAsync();
        await client.QueryAsync("notes", "{\"kinds\":[1]}");
        await client.QueryAsync("others", "{\"kinds\":[7]}");
        var e = _alice.Note("hello");

        await relay.Engine.BroadcastEventAsync(e);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("notes", e));

        Assert.DoesNotContain(RecordingOutbox.EventMessage("others", e), client.Messages);
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{\"kinds\":[1]}"));
        Assert.False(relay.Store.Contains(e.Id));
        // It was not stored, so it can still be published.
        Assert.Equal(RecordingOutbox.Ok(e, true, ""), await client.PublishAsync(e));
    }

    [Fact]
    public async Task Receivers_get_what_they_may_see_and_hooks_do_not_prevent()
    {
        await using var relay = new TestEngine(static relay => relay.UseInMemoryStore()
            .PreventBroadcast(static (_, e) => e.Content == "kept back")
            .OverwriteResponseEvent(static (_, e) => e));
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", "{}");

        await relay.Engine.BroadcastEventAsync(_alice.Note("kept back"));
        await relay.Engine.BroadcastEventAsync(_alice.Event(Kind.EncryptedDirectMessage, "hidden"));
        var seen = _alice.Note("seen");
        await relay.Engine.BroadcastEventAsync(seen);

        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", seen));
        Assert.Single(client.Messages, static message => message.StartsWith("[\"EVENT\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_than_a_subscription_keeps_while_it_gets_stored_events_do_not_end_it()
    {
        var release = new TaskCompletionSource();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().QueryEvents(
            async (EventQuery _, IEventSink _, CancellationToken _) => await release.Task));
        var client = await relay.ConnectAsync();
        await client.RequestAsync("q", "{}");

        for (var i = 0; i < HeldEvents.MaxEvents + 10; i++)
            await relay.Engine.BroadcastEventAsync(_alice.Note($"{i}"));
        release.SetResult();
        await client.Outbox.WaitForAsync("""["EOSE","q"]""");

        Assert.DoesNotContain(client.Messages, static message => message.StartsWith("[\"CLOSED\"", StringComparison.Ordinal));
    }
}
