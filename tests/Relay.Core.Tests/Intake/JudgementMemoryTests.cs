using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>
/// Events that wait for a verdict are bounded in bytes: for a connection, for an address, and for clients that have left.
/// </summary>
public sealed class JudgementMemoryTests : IAsyncDisposable
{
    const int Size = 500_000;
    const int OfConnection = 8;

    readonly JudgementGate _gate = new();
    readonly TestEngine _relay;
    readonly Author _alice = new();

    public JudgementMemoryTests() => _relay = new TestEngine(
        relay => relay.UseInMemoryStore().Add(_gate), new RelayOptions { Memory = new MemoryOptions { MessagesMiB = 64 } });

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    long Used => _relay.Engine.Budgets.Events.Used;

    Nostr.NostrEvent[] Large(int count) => [.. Enumerable.Range(0, count).Select(i => _alice.Note($"{i}" + new string('x', Size)))];

    async Task<TestClient> FillAsync(string address, Nostr.NostrEvent[] events)
    {
        var client = await _relay.ConnectAsync(address);
        foreach (var e in events)
            await client.SendEventAsync(e).Within("an event's being taken");
        await _gate.ArrivalsAsync(events.Length);
        return client;
    }

    [Fact]
    public async Task A_hook_that_never_answers_is_asked_about_four_megabytes_of_a_connection()
    {
        var client = await FillAsync("203.0.113.7", Large(OfConnection));
        var oneMore = client.SendEventAsync(_alice.Note(new string('y', Size)));

        Assert.False(oneMore.IsCompleted);
        Assert.Equal(OfConnection, _gate.Asked.Count);
        Assert.InRange(Used, OfConnection * Size, EventLane.MaxBytes);
    }

    [Fact]
    public async Task Connections_of_an_address_share_a_quarter_and_others_have_the_rest()
    {
        // Half of the 64 MiB is for events, and an address may have a quarter of that: as much as two connections.
        await FillAsync("203.0.113.7", Large(OfConnection));
        await FillAsync("203.0.113.7", Large(OfConnection));
        var third = await _relay.ConnectAsync("203.0.113.7");
        var e = _alice.Note(new string('y', Size));

        Assert.StartsWith($"[\"OK\",\"{e.Id}\",false,\"rate-limited: ", await third.PublishAsync(e), StringComparison.Ordinal);
        Assert.InRange(Used, 2 * OfConnection * Size, 2 * EventLane.MaxBytes);
        await FillAsync("203.0.113.8", Large(1));
    }

    [Fact]
    public async Task Who_leaves_holds_its_bytes_until_all_is_decided()
    {
        var events = Large(2);
        var client = await FillAsync("203.0.113.7", events);
        var before = Used;
        _ = client.Session.CloseAsync().AsTask();
        Assert.InRange(Used, before + 1, before + 10_000);
        Assert.Equal(1, _relay.Engine.Budgets.EventsByAddress.Count);

        foreach (var e in events)
            _gate.Decide(e);
        await client.Session.FarewellAsync().Within("the end of the session");
        Assert.Equal((0, 0), (_relay.Engine.Budgets.EventsByAddress.Count, Used));
    }
}
