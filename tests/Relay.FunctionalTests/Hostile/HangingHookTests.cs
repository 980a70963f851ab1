using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Storage.Lmdb;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// A hook that never returns affects only the client it was asked about. It holds no place of a client that is gone, and keeps neither the
/// relay from ending in time nor the store from being closed.
/// </summary>
public sealed class HangingHookTests : IDisposable
{
    const int Budget = 4;

    readonly TemporaryFolder _folder = new();
    readonly Author _alice = new();
    int _notes;

    LmdbStoreOptions StoreOptions => new() { Path = _folder.File("store"), Lmdb = new() { MapSizeGiB = 1 }, MinFreeDiskMiB = 0 };

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Hooks()
    {
        var hooks = new TheoryData<string, bool>();
        foreach (var name in new[]
        {
            "RejectConnection", "OnConnect", "OnDisconnect", "OverwriteRelayInformation", "RejectEvent", "RejectVanish", "StoreEvent",
            "OverwriteDeletionOutcome", "OnEventSaved", "OnEventDeleted", "OnEphemeralEvent", "RejectFilter", "RejectCountFilter",
            "OverwriteFilter", "OverwriteResponseEvent", "QueryEvents",
        })
        {
            hooks.Add(name, false);
            hooks.Add(name, true);
        }
        return hooks;
    }

    /// <summary>With a deadline that never comes, because nothing here depends on it.</summary>
    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task A_hook_that_never_returns_holds_up_neither_others_nor_the_place_of_its_client_nor_the_end(string name, bool blocks)
    {
        using var hook = new HangingHook(name, blocks);
        await using var relay = await StartAsync(hook, timeoutSeconds: 3600);
        await using var healthy = await relay.ConnectAsync();
        await healthy.ReqAsync("live", $$"""{"authors":["{{_alice.Hex}}"],"limit":0}""");
        await AssertServedAsync(healthy);

        var gone = await HangAsync(relay, hook, name);
        await AssertServedAsync(healthy);
        gone.Dispose();
        await AssertPlaceIsFreeAsync(relay);
        await AssertServedAsync(healthy);

        // Removals are announced one after the other, so a hook that hangs on one is not called again.
        using var present = name == "OnEventDeleted" ? await ConnectAsync(relay) : await HangAsync(relay, hook, name);
        var watch = Stopwatch.StartNew();
        await relay.StopAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2 * Budget));
        await AssertStoreIsWholeAsync();
    }

    [Theory]
    [InlineData("PreventBroadcast")]
    [InlineData("OverwriteResponseEvent")]
    public async Task A_hook_of_live_events_that_never_returns_costs_others_its_deadline_at_most(string name)
    {
        using var hook = new HangingHook(name, blocks: false);
        await using var relay = await StartAsync(hook, timeoutSeconds: 1);
        await using var healthy = await relay.ConnectAsync();
        await healthy.ReqAsync("live", $$"""{"authors":["{{_alice.Hex}}"],"limit":0}""");
        using var hanging = await ConnectAsync(relay);
        await SayAsync(hanging, """["REQ","q",{"limit":0}]""");
        await ReadUntilAsync(hanging, "EOSE");

        await AssertServedAsync(healthy);
        await hook.AskedAsync();
        hanging.Dispose();
        await AssertPlaceIsFreeAsync(relay);
        await AssertServedAsync(healthy);
        await relay.StopAsync();
        await AssertStoreIsWholeAsync();
    }

    Task<TestRelay> StartAsync(HangingHook hook, int timeoutSeconds) => TestRelay.StartAsync(new()
    {
        Options = new RelayOptions
        {
            Limits = new LimitsOptions { HookTimeoutSeconds = timeoutSeconds },
            Network = new NetworkOptions { MaxConnections = 2 },
        },
        Store = relay =>
        {
            relay.UseLmdb(StoreOptions);
            return null;
        },
        Configure = relay =>
        {
            relay.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(Budget));
            hook.AddTo(relay);
        },
        AllowsErrors = true,
    });

    async Task AssertServedAsync(RelayClient client)
    {
        var note = _alice.Note($"{_notes++}");
        Assert.True((await client.PublishAsync(note)).Accepted);
        Assert.Equal(note.Id, (await client.NextAsync<EventReply>()).Event.Id);
        Assert.Equal([note.Id], (await client.QueryAsync($$"""{"ids":["{{note.Id}}"]}""")).Ids);
    }

    /// <summary>
    /// Connects a client that waits for the hook. There are two places, the healthy client has one, and for a moment there may be none.
    /// </summary>
    static async Task<TcpClient> HangAsync(TestRelay relay, HangingHook hook, string name)
    {
        var asked = hook.AskedAsync();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var client = await ConnectAsync(relay, isUpgrade: name != "OverwriteRelayInformation");
            var head = ReadUntilAsync(client, "\r\n\r\n");
            if (await Task.WhenAny(asked, head) == head && (await head).Contains(" 101 ", StringComparison.Ordinal))
            {
                foreach (var message in hook.Messages())
                    await SayAsync(client, message);
                if (name == "OnDisconnect")
                    client.Dispose();
                await asked;
            }
            if (asked.IsCompleted)
            {
                await asked;
                return client;
            }
            client.Dispose();
            Assert.True(watch.Elapsed < Deadline.Default, "there is no place for another client");
        }
    }

    static async Task<TcpClient> ConnectAsync(TestRelay relay, bool isUpgrade = true)
    {
        var client = new TcpClient();
        await client.ConnectAsync(relay.Address.Host, relay.Address.Port).Within("a connection");
        var request = $"GET / HTTP/1.1\r\nHost: {relay.Address.Authority}\r\nUser-Agent: {HangingHook.Mark}\r\n"
            + (isUpgrade
                ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                : "Accept: application/nostr+json\r\n\r\n");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return client;
    }

    static async Task SayAsync(TcpClient client, string message) =>
        await client.GetStream().WriteAsync(RawFrame.OfText(message).Encode(isMasked: true)).AsTask().Within("sending");

    static async Task<string> ReadUntilAsync(TcpClient client, string end)
    {
        var read = new StringBuilder();
        var buffer = new byte[1];
        while (!read.ToString().Contains(end, StringComparison.Ordinal))
        {
            Assert.Equal(1, await client.GetStream().ReadAsync(buffer).AsTask().Within(end));
            read.Append((char)buffer[0]);
        }
        return read.ToString();
    }

    /// <summary>There are two places, and the healthy client has one.</summary>
    static async Task AssertPlaceIsFreeAsync(TestRelay relay)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            await using var next = await relay.ConnectRawAsync();
            if (next.StatusCode == 101)
                return;
            Assert.True(watch.Elapsed < Deadline.Default, "the place of the client that is gone was not given back");
        }
    }

    async Task AssertStoreIsWholeAsync()
    {
        await using var store = LmdbEventStore.Open(StoreOptions, TimeProvider.System, NullLogger.Instance);
        var query = new EventQuery { Filters = [new() { Authors = [_alice.PublicKey] }], Visibility = Core.Visibility.Everything };
        Assert.Equal(_notes, await store.CountEventsAsync(query, CancellationToken.None));
    }
}
