using System.Collections.Concurrent;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>What a relay answers when an embedding program implements only some of the storage hooks.</summary>
public sealed class StorageHookTests
{
    const string CannotDelete = "error: this relay cannot delete events";
    const string CannotVanish = "error: this relay cannot delete events, so it cannot honour a request to vanish";

    readonly Author _alice = new();
    readonly ConcurrentQueue<NostrEvent> _stored = new();

    StoreResult Store(NostrEvent e)
    {
        _stored.Enqueue(e);
        return new(StoreStatus.Stored);
    }

    NostrEvent Vanish() => _alice.Event(Kind.Vanish, tags: [["relay", "ALL_RELAYS"]]);

    [Fact]
    public async Task Requests_to_delete_are_refused_if_nothing_can_delete()
    {
        await using var relay = new TestEngine(relay => relay.StoreEvent(Store));
        var client = await relay.ConnectAsync();
        var note = _alice.Note();
        NostrEvent deletion = _alice.Deletion(note), vanish = Vanish();
        Assert.Equal(RecordingOutbox.Ok(note), await client.PublishAsync(note));
        Assert.Equal(RecordingOutbox.Ok(deletion, false, CannotDelete), await client.PublishAsync(deletion));
        Assert.Equal(RecordingOutbox.Ok(vanish, false, CannotVanish), await client.PublishAsync(vanish));
        Assert.Equal(CannotDelete, (await relay.Engine.PublishAsync(deletion)).Message);
        Assert.Equal(CannotVanish, (await relay.Engine.PublishAsync(vanish)).Message);

        Assert.Equal([note.Id], _stored.Select(static e => e.Id));
        Assert.Equal([1, 11, 40, 45], relay.Engine.Information.SupportedNips);
    }

    [Fact]
    public async Task Relay_that_only_finds_events_cannot_delete_them()
    {
        await using var relay = new TestEngine(static relay => relay.QueryEvents(static (_, _, _, _) => default));
        var client = await relay.ConnectAsync();
        var deletion = _alice.Deletion(_alice.Note());

        Assert.Equal(RecordingOutbox.Ok(deletion, false, CannotDelete), await client.PublishAsync(deletion));
    }

    [Fact]
    public async Task Relay_that_keeps_nothing_passes_deletions_on_and_cannot_honour_requests_to_vanish()
    {
        await using var relay = new TestEngine(static _ => { });
        var (client, reader) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await reader.QueryAsync("q", "{}");
        NostrEvent deletion = _alice.Deletion(_alice.Note()), vanish = Vanish();

        Assert.Equal(RecordingOutbox.Ok(deletion), await client.PublishAsync(deletion));
        Assert.Equal(RecordingOutbox.Ok(vanish, false, CannotVanish), await client.PublishAsync(vanish));
        await reader.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", deletion));
        Assert.Equal([1, 11, 40, 45], relay.Engine.Information.SupportedNips);
    }

    [Fact]
    public async Task DeleteEvent_handler_gets_both_requests_and_both_are_announced()
    {
        await using var relay = new TestEngine(relay => relay.StoreEvent(Store).DeleteEvent(request => Store(request.Event)));
        var client = await relay.ConnectAsync();
        NostrEvent deletion = _alice.Deletion(_alice.Note()), vanish = Vanish();

        Assert.Equal(RecordingOutbox.Ok(deletion), await client.PublishAsync(deletion));
        Assert.Equal(RecordingOutbox.Ok(vanish), await client.PublishAsync(vanish));
        Assert.Equal([deletion.Id, vanish.Id], _stored.Select(static e => e.Id));
        Assert.Equal([1, 9, 11, 40, 45, 62], relay.Engine.Information.SupportedNips);
    }

    [Fact]
    public async Task StoreEvent_gets_replaceable_events_if_nothing_replaces()
    {
        await using var relay = new TestEngine(relay => relay.StoreEvent(Store));
        var client = await relay.ConnectAsync();
        NostrEvent[] versions =
            [_alice.Event(0), _alice.Event(10_002, "1"), _alice.Event(10_002, "2"), _alice.Event(30_023, tags: ["d", "x"])];
        foreach (var e in versions)
            Assert.Equal(RecordingOutbox.Ok(e), await client.PublishAsync(e));

        Assert.Equal(versions.Select(static e => e.Id), _stored.Select(static e => e.Id));
    }

    [Fact]
    public async Task ReplaceEvent_alone_leaves_regular_events_to_subscribers()
    {
        await using var relay = new TestEngine(relay => relay.ReplaceEvent(Store));
        var client = await relay.ConnectAsync();
        NostrEvent note = _alice.Note(), version = _alice.Event(10_002);
        await client.PublishAsync(note);
        await client.PublishAsync(version);

        Assert.Equal([version.Id], _stored.Select(static e => e.Id));
    }
}
