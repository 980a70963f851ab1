using System.Text;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public abstract class FramingTests(bool handsOver) : IAsyncLifetime
{
    const int MaxMessageBytes = 10_000;

    TestRelay _relay = null!;
    RawWebSocket _socket = null!;

    public async ValueTask InitializeAsync()
    {
        _relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            Options = new RelayOptions { Limits = new LimitsOptions { MaxMessageBytes = MaxMessageBytes } },
        });
        _socket = await _relay.ConnectRawAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _relay.DisposeAsync();
    }

    [Fact]
    public async Task A_message_may_come_in_fragments_with_pings_between_them()
    {
        await _socket.SendAsync(RawFrame.OfText("[\"REQ\",", isFinal: false));
        await _socket.SendAsync(new RawFrame(RawFrame.Ping, "here?"u8.ToArray()));
        await _socket.SendAsync(new RawFrame(RawFrame.Continuation, [], IsFinal: false));
        await _socket.SendAsync(new RawFrame(RawFrame.Continuation, "\"a\",{}]"u8.ToArray()));

        var pong = await _socket.ReceiveAsync();
        Assert.Equal((RawFrame.Pong, "here?"), (pong!.Opcode, pong.PayloadText));
        Assert.Equal("[\"EOSE\",\"a\"]", (await _socket.ReceiveAsync())!.PayloadText);
    }

    [Fact]
    public async Task A_message_may_come_byte_by_byte()
    {
        foreach (var b in RawFrame.OfText("[\"REQ\",\"a\",{}]").Encode())
            await _socket.SendBytesAsync(new[] { b });
        Assert.Equal("[\"EOSE\",\"a\"]", (await _socket.ReceiveAsync())!.PayloadText);
    }

    [Fact]
    public async Task Many_messages_may_come_in_one_packet()
    {
        var packet = Enumerable.Range(0, 50).SelectMany(static i => RawFrame.OfText($"[\"REQ\",\"{i}\",{{}}]").Encode()).ToArray();
        await _socket.SendBytesAsync(packet);
        for (var i = 0; i < 50; i++)
            Assert.Equal($"[\"EOSE\",\"{i}\"]", (await _socket.ReceiveAsync())!.PayloadText);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    public async Task A_ping_is_answered_with_its_payload(int length)
    {
        var payload = Encoding.ASCII.GetBytes(new string('p', length));
        await _socket.SendAsync(new RawFrame(RawFrame.Ping, payload));
        var pong = await _socket.ReceiveAsync();
        Assert.Equal(RawFrame.Pong, pong!.Opcode);
        Assert.Equal(payload, pong.Payload);
    }

    [Fact]
    public async Task Unasked_pongs_are_ignored()
    {
        await _socket.SendAsync(new RawFrame(RawFrame.Pong, "?"u8.ToArray()));
        await AssertLivesAsync();
    }

    [Fact]
    public async Task A_binary_message_is_answered_with_a_notice()
    {
        await _socket.SendAsync(new RawFrame(RawFrame.Binary, "[\"REQ\",\"a\",{}]"u8.ToArray()));
        Assert.StartsWith("[\"NOTICE\",\"invalid: ", (await _socket.ReceiveAsync())!.PayloadText, StringComparison.Ordinal);
        await AssertLivesAsync();
    }

    [Fact]
    public async Task An_empty_message_is_answered_with_a_notice()
    {
        await _socket.SendAsync(RawFrame.OfText(""));
        Assert.StartsWith("[\"NOTICE\",\"invalid: ", (await _socket.ReceiveAsync())!.PayloadText, StringComparison.Ordinal);
        await AssertLivesAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_message_of_exactly_the_longest_length_is_taken(int fragments)
    {
        await SendInFragmentsAsync(Padded(MaxMessageBytes), fragments);
        Assert.Equal("[\"EOSE\",\"a\"]", (await _socket.ReceiveAsync())!.PayloadText);
        await AssertLivesAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_message_one_byte_longer_closes_the_connection(int fragments)
    {
        await SendInFragmentsAsync(Padded(MaxMessageBytes + 1), fragments);
        await AssertClosedAsync(1009);
    }

    [Fact]
    public async Task A_message_that_never_ends_closes_the_connection_before_it_is_read()
    {
        await _socket.SendAsync(RawFrame.OfText("[", isFinal: false));
        for (var i = 0; i < MaxMessageBytes / 1000; i++)
            await _socket.SendAsync(new RawFrame(RawFrame.Continuation, Encoding.ASCII.GetBytes(new string(' ', 1000)), IsFinal: false));
        await AssertClosedAsync(1009);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    [InlineData(1)]
    public async Task A_reserved_bit_that_was_not_negotiated_closes_the_connection(int bits)
    {
        await _socket.SendAsync(RawFrame.OfText("[\"REQ\",\"a\",{}]") with { Reserved = bits });
        await AssertClosedAsync(1002);
    }

    [Fact]
    public async Task A_frame_that_is_not_masked_closes_the_connection()
    {
        await _socket.SendAsync(RawFrame.OfText("[\"REQ\",\"a\",{}]"), isMasked: false);
        await AssertClosedAsync(1002);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    public async Task An_unknown_opcode_closes_the_connection(int opcode)
    {
        await _socket.SendAsync(new RawFrame(opcode, "[\"REQ\",\"a\",{}]"u8.ToArray()));
        await AssertClosedAsync(1002);
    }

    [Fact]
    public async Task A_continuation_of_nothing_closes_the_connection()
    {
        await _socket.SendAsync(new RawFrame(RawFrame.Continuation, "[\"REQ\",\"a\",{}]"u8.ToArray()));
        await AssertClosedAsync(1002);
    }

    [Fact]
    public async Task A_ping_that_is_too_long_closes_the_connection()
    {
        await _socket.SendAsync(new RawFrame(RawFrame.Ping, new byte[126]));
        await AssertClosedAsync(1002);
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_closes_the_connection()
    {
        await _socket.SendAsync(new RawFrame(RawFrame.Text, [(byte)'"', 0xC3, 0x28, (byte)'"']));
        await AssertClosedAsync(1007);
    }

    async Task AssertLivesAsync()
    {
        await _socket.SendTextAsync("[\"REQ\",\"still here\",{}]");
        Assert.Equal("[\"EOSE\",\"still here\"]", (await _socket.ReceiveAsync())!.PayloadText);
    }

    async Task AssertClosedAsync(int status)
    {
        var close = await _socket.ReceiveCloseAsync();
        Assert.Equal(status, close?.CloseStatus);
        await _socket.SendAsync(RawFrame.OfClose(status));
        Assert.Null(await _socket.ReceiveAsync());
    }

    async Task SendInFragmentsAsync(string message, int fragments)
    {
        var size = (message.Length + fragments - 1) / fragments;
        for (var i = 0; i < fragments; i++)
        {
            var part = Encoding.ASCII.GetBytes(message.Substring(i * size, Math.Min(size, message.Length - i * size)));
            await _socket.SendAsync(new RawFrame(i == 0 ? RawFrame.Text : RawFrame.Continuation, part, IsFinal: i == fragments - 1));
        }
    }

    static string Padded(int length) => "[\"REQ\",\"a\",{}]".PadRight(length);
}
