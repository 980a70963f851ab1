using System.Text;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// Events that a client published before it left are decided and stored, whether it sent a close frame or ended its stream, and however
/// long that takes.
/// </summary>
public sealed class LastWordsTests
{
    const int Count = 40;

    readonly Author _alice = new();

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, true, false)]
    public async Task All_that_was_read_before_the_end_is_stored(bool handsOver, bool endsStream, bool sendsClose)
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await AssertAllStoredAsync(relay, endsStream, sendsClose, static () => { });
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task It_is_with_a_hook_that_decides_after_its_client_has_left(bool handsOver, bool endsStream)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            Configure = relay => relay.RejectEvent(async (_, _, cancel) =>
            {
                await left.Task.WaitAsync(cancel);
                return Verdict.Accept;
            }),
        });
        await AssertAllStoredAsync(relay, endsStream, sendsClose: true, left.SetResult);
    }

    [Fact]
    public async Task It_is_with_a_plugin()
    {
        await using var relay = await PluginRelay.AskingAsync(Interpreter.Script("many_at_once.py"));
        await AssertAllStoredAsync(relay, endsStream: true, sendsClose: true, static () => { });
    }

    async Task AssertAllStoredAsync(TestRelay relay, bool endsStream, bool sendsClose, Action onLeft)
    {
        await using var reader = await relay.ConnectAsync();
        var filter = $$"""{"authors":["{{_alice.Hex}}"],"limit":{{2 * Count}}}""";
        await reader.ReqAsync("live", filter);
        var notes = Enumerable.Range(0, Count).Select(i => _alice.Note($"{i}")).ToArray();
        await using var socket = await relay.ConnectRawAsync();
        var packet = notes.SelectMany(e => RawFrame.OfText($"[\"EVENT\",{Encoding.UTF8.GetString(e.ToJson())}]").Encode());
        await socket.SendBytesAsync(packet.Concat(sendsClose ? RawFrame.OfClose(1000).Encode() : []).ToArray());
        if (endsStream)
            socket.HalfClose();
        onLeft();

        var seen = new HashSet<Bytes32>();
        while (seen.Count < Count)
            seen.Add((await reader.NextAsync<EventReply>()).Event.Id);
        Assert.Equal(Count, (await reader.QueryAsync(filter)).Ids.Count);
    }
}
