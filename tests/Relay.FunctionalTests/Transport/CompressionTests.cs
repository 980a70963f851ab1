using System.IO.Compression;
using System.Text;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public sealed class CompressionTests
{
    const string Extension = "Sec-WebSocket-Extensions";

    readonly Author _alice = new();

    [Fact]
    public async Task Stored_and_live_events_arrive_the_same_with_compression_and_without()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var plain = await relay.ConnectAsync();
        await using var deflated = await relay.ConnectAsync(deflate: true);
        var stored = Sizes().Select(size => _alice.Note(Text(size), tags: [["t", "a\"b"], ["p", _alice.Hex]])).ToList();
        await plain.PublishAllAsync(stored);

        // The same body twice: the second time it comes from the cache.
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal((await plain.ReqAsync("a", "{}")).Ids, (await deflated.ReqAsync("an id with ☃ and \"", "{}")).Ids);
            Assert.Equal(stored.Select(static e => e.Content).Reverse(), (await deflated.ReqAsync("a", "{}")).Contents);
        }

        foreach (var size in Sizes())
        {
            var live = _alice.Note(Text(size));
            await plain.PublishAllAsync(live);
            Assert.Equal(live.ToJson(), (await plain.NextAsync<EventReply>()).Event.ToJson());
            Assert.Equal(live.ToJson(), (await deflated.NextAsync<EventReply>()).Event.ToJson());
            Assert.Equal(live.ToJson(), (await deflated.NextAsync<EventReply>()).Event.ToJson());
        }
    }

    [Fact]
    public async Task Messages_of_the_client_may_be_compressed()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var client = await relay.ConnectAsync(deflate: true);
        foreach (var size in Sizes())
            await client.PublishAllAsync(_alice.Note(Text(size)));
        Assert.Equal(Sizes().Count(), await client.CountAsync("{}"));
    }

    [Fact]
    public async Task An_event_is_a_stored_block_followed_by_a_body_that_all_receivers_share()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var publisher = await relay.ConnectAsync();
        var note = _alice.Note(Text(300));
        await publisher.PublishAllAsync(note);
        await using var first = await relay.ConnectRawAsync((Extension, "permessage-deflate; client_max_window_bits"));
        await using var second = await relay.ConnectRawAsync((Extension, "permessage-deflate"));
        Assert.Contains(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n", first.ResponseHead, StringComparison.Ordinal);

        var a = await AskAsync(first, "a");
        var b = await AskAsync(second, "bb");

        Assert.Equal(4, a.Reserved);
        Assert.Equal(0, a.Payload[0]);
        var bodyOfA = a.Payload.AsSpan(5 + "[\"EVENT\",\"a\",".Length).ToArray();
        Assert.Equal(bodyOfA, b.Payload.AsSpan(5 + "[\"EVENT\",\"bb\",".Length).ToArray());
        var json = Encoding.UTF8.GetString(note.ToJson());
        Assert.True(bodyOfA.Length < json.Length * 3 / 4, $"{bodyOfA.Length} of {json.Length}");
        Assert.Equal($"[\"EVENT\",\"a\",{json}]", Inflate(a.Payload));
        Assert.Equal($"[\"EVENT\",\"bb\",{json}]", Inflate(b.Payload));
    }

    [Fact]
    public async Task Short_messages_are_not_compressed()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var socket = await relay.ConnectRawAsync((Extension, "permessage-deflate"));
        await socket.SendTextAsync("[\"REQ\",\"a\",{}]");
        var eose = await socket.ReceiveAsync();
        Assert.Equal((0, "[\"EOSE\",\"a\"]"), (eose!.Reserved, eose.PayloadText));
    }

    [Fact]
    public async Task A_changed_event_under_the_same_id_is_sent_as_it_was_changed()
    {
        var changes = false;
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay.OverwriteResponseEvent((_, e) => changes ? new Author().Note("changed") : e),
        });
        await using var client = await relay.ConnectAsync(deflate: true);
        await client.PublishAllAsync(_alice.Note("as it was"));

        Assert.Equal(["as it was"], (await client.QueryAsync("{}")).Contents);
        changes = true;
        Assert.Equal(["changed"], (await client.QueryAsync("{}")).Contents);
    }

    [Fact]
    public async Task Compression_can_be_switched_off()
    {
        var options = new RelayOptions { Network = new NetworkOptions { Compression = false } };
        await using var relay = await TestRelay.StartAsync(new() { Options = options });
        await using var socket = await relay.ConnectRawAsync((Extension, "permessage-deflate"));
        Assert.Equal(101, socket.StatusCode);
        Assert.DoesNotContain(Extension, socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_message_that_is_too_long_only_once_it_is_inflated_closes_the_connection()
    {
        var options = new RelayOptions { Limits = new LimitsOptions { MaxMessageBytes = 10_000 } };
        await using var relay = await TestRelay.StartAsync(new() { Options = options });
        await using var client = await relay.ConnectAsync(deflate: true);
        await client.SendAsync("[\"REQ\",\"a\",{}]".PadRight(10_000));
        await client.StoredAsync("a");

        await client.SendAsync("[\"REQ\",\"a\",{}]".PadRight(1_000_000));

        await client.ClosedAsync();
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.MessageTooBig, client.CloseStatus);
    }

    [Fact]
    public void The_cache_holds_no_more_than_it_may_and_keeps_what_is_asked_for()
    {
        var cache = new AspNetCore.DeflatedEventCache(1_000_000);
        var kept = _alice.Note("kept");
        var others = Enumerable.Range(0, 50).Select(i => _alice.Note($"{i}")).ToList();
        cache.Add(kept.Record, [1]);
        foreach (var e in others)
        {
            cache.Add(e.Record, new byte[100_000]);
            Assert.True(cache.TryGet(kept.View, out var body));
            Assert.Equal([1], body);
        }
        Assert.InRange(others.Count(e => cache.TryGet(e.View, out _)), 0, 32);
    }

    static async Task<RawFrame> AskAsync(RawWebSocket socket, string id)
    {
        await socket.SendTextAsync($"[\"REQ\",\"{id}\",{{}}]");
        return (await socket.ReceiveAsync())!;
    }

    static string Inflate(byte[] payload)
    {
        using var inflate = new DeflateStream(new MemoryStream([.. payload, 0, 0, 0xFF, 0xFF]), CompressionMode.Decompress);
        using var reader = new StreamReader(inflate, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    static IEnumerable<int> Sizes() => [0, 1, 100, 1_000, 40_000, 200_000];

    static string Text(int length) => string.Concat(Enumerable.Range(0, length / 7 + 1).Select(static i => $"word{i} ✓"))[..length];
}
