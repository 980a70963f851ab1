using System.Net.WebSockets;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>What Relay.Testing gives to the tests of other applications.</summary>
public sealed class TestRelayTests
{
    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public async Task A_relay_starts_in_one_line_and_publishes_and_answers()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var client = await relay.ConnectAsync();
        var note = _alice.Note("hello");

        await client.PublishAllAsync(note);

        Assert.Equal([note.Id], (await client.QueryAsync("{}")).Ids);
    }

    [Fact]
    public async Task Many_relays_run_at_the_same_time_and_know_nothing_of_each_other()
    {
        await using var first = await TestRelay.StartAsync();
        await using var second = await TestRelay.StartAsync(new() { Store = TestStores.Lmdb });
        await first.StoreAsync(_alice.Note());

        Assert.Empty(await second.QueryAsync());
        Assert.NotEqual(first.Address, second.Address);
    }

    [Fact]
    public async Task Events_are_there_before_the_application_asks_whatever_the_policies_say()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = new() { ["Policies:Authors:Allowed:0"] = _bob.Hex },
        });
        await using var client = await relay.ConnectAsync();
        var notes = new[] { _alice.Note("1"), _alice.Note("2") };

        await relay.StoreAsync(notes);

        Assert.StartsWith("restricted: ", (await client.PublishAsync(_alice.Note())).Message, StringComparison.Ordinal);
        Assert.Equal(["2", "1"], (await client.QueryAsync("{}")).Contents);
    }

    [Fact]
    public async Task An_event_that_cannot_be_stored_before_fails_the_test()
    {
        await using var relay = await TestRelay.StartAsync();
        var note = _alice.Note();
        await relay.StoreAsync(note);

        var again = await Assert.ThrowsAsync<InvalidOperationException>(() => relay.StoreAsync(note));

        Assert.Contains(note.Id.ToString(), again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_test_sees_all_stored_events_private_ones_too()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var client = await relay.ConnectAsync();
        var message = _alice.Event(1059, "sealed", tags: ["p", _bob.Hex]);

        await client.PublishAllAsync(message, _alice.Note());

        Assert.Equal([message.Id], (await relay.QueryAsync(new Filter { Kinds = [1059] })).Select(static e => e.Id));
        Assert.Equal(2, (await relay.QueryAsync()).Count);
        Assert.Single((await client.QueryAsync("{}")).Events);
    }

    [Fact]
    public async Task The_test_waits_for_what_the_application_publishes_stored_or_ephemeral()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var client = await relay.ConnectAsync();
        var (note, typing) = (_alice.Note("later"), _alice.Event(20_001, "typing"));
        await relay.StoreAsync(_bob.Note("later"));

        var stored = relay.AcceptedAsync(static e => e.Content == "later");
        var ephemeral = relay.AcceptedAsync(static e => e.Kind == 20_001);
        Assert.False(stored.IsCompleted || ephemeral.IsCompleted);
        await client.PublishAllAsync(note, typing);

        Assert.Equal((note.Id, typing.Id), ((await stored).Id, (await ephemeral).Id));
        Assert.Equal(note.Id, (await relay.AcceptedAsync(e => e.PublicKey == _alice.PublicKey)).Id);
    }

    [Fact]
    public async Task The_clock_is_in_the_tests_hand()
    {
        var time = new FakeTime();
        await using var relay = await TestRelay.StartAsync(new() { Time = time });
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_alice.Note(tags: ["expiration", $"{time.Now + 3_600}"]));

        Assert.Equal(1, await client.CountAsync("{}"));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await client.CountAsync("{}"));
    }

    [Fact]
    public async Task Errors_in_the_log_fail_the_test()
    {
        var relay = await TestRelay.StartAsync(new()
        {
            Configure = static relay => relay.RejectEvent(static (_, _) => throw new InvalidOperationException("a bug")),
        });
        await using (var client = await relay.ConnectAsync())
            Assert.False((await client.PublishAsync(_alice.Note())).Accepted);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await relay.DisposeAsync());

        Assert.Contains("a bug", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_does_not_start_leaves_no_store()
    {
        var isDeleted = false;

        await Assert.ThrowsAsync<OptionsException>(() => TestRelay.StartAsync(new()
        {
            Store = relay =>
            {
                relay.UseInMemoryStore();
                return new Ending(() => isDeleted = true);
            },
            Settings = new() { ["PublicUrl"] = "not an address" },
        }));

        Assert.True(isDeleted);
    }

    [Fact]
    public async Task The_client_gets_a_normal_farewell_when_the_relay_stops()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var client = await relay.ConnectAsync();

        await relay.StopAsync();
        await client.ClosedAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
    }

    sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
