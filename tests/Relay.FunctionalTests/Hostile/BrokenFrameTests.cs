using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Frames that break the rules of WebSockets close the connection with a reason. Messages before them are answered.</summary>
public sealed class BrokenFrameTests
{
    const string Ask = "[\"REQ\",\"a\",{\"limit\":0}]";

    static readonly (string, string?) Deflate = ("Sec-WebSocket-Extensions", "permessage-deflate");

    public static TheoryData<bool> Transports => [true, false];

    [Theory, MemberData(nameof(Transports))]
    public async Task Each_closes_its_connection_with_a_status_and_a_reason(bool handsOver)
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await using var bystander = await Bystander.StartAsync(relay.Address);
        foreach (var broken in BrokenFrame.All)
        {
            await using var socket = await relay.ConnectRawAsync(Deflate);
            // In one piece, so that the valid part arrives together with the invalid one.
            await socket.SendBytesAsync((byte[])[.. RawFrame.OfText(Ask).Encode(), .. broken.Frames.SelectMany(static frame => frame)]);

            Assert.Equal("[\"EOSE\",\"a\"]", (await socket.ReceiveMessageAsync())?.PayloadText);
            var close = await socket.ReceiveCloseAsync();
            Assert.Equal((broken.Name, broken.Status, broken.Reason), (broken.Name, close?.CloseStatus, close?.CloseReason));
            await bystander.WorkAsync(rounds: 1);
        }
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task They_are_found_however_they_are_cut_into_pieces()
    {
        await using var relay = await TestRelay.StartAsync();
        foreach (var broken in BrokenFrame.All)
        {
            await using var socket = await relay.ConnectRawAsync(Deflate);
            foreach (var b in broken.Frames.SelectMany(static frame => frame).Take(20))
                await socket.SendBytesAsync(new[] { b });
            if (broken.Frames.Sum(static frame => frame.Length) > 20)
                await socket.SendBytesAsync(broken.Frames.SelectMany(static frame => frame).Skip(20).ToArray());

            var close = await socket.ReceiveCloseAsync();
            Assert.Equal((broken.Name, broken.Status, broken.Reason), (broken.Name, close?.CloseStatus, close?.CloseReason));
        }
    }

    [Fact]
    public async Task What_is_sent_after_a_message_that_is_too_long_is_taken_and_dropped_until_the_client_closes()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var socket = await relay.ConnectRawAsync();
        var tooLong = RawFrame.OfText(new string(' ', 600_000)).Encode();

        await socket.SendBytesAsync(tooLong);
        Assert.Equal(1009, (await socket.ReceiveCloseAsync())?.CloseStatus);
        for (var i = 0; i < 20; i++)
            await socket.SendBytesAsync(tooLong);
        await socket.SendAsync(RawFrame.OfClose(1009));

        Assert.Null(await socket.ReceiveAsync());
    }
}
