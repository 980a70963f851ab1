using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// Sends messages as fast as possible over many connections of one address, and counts the answers, which all have the same length.
/// </summary>
sealed class Flood : IAsyncDisposable
{
    readonly int _answerBytes;
    readonly List<RawWebSocket> _sockets = [];
    readonly List<Task> _running = [];
    long _received;

    Flood(int answerBytes) => _answerBytes = answerBytes;

    /// <summary>Answers that have come so far.</summary>
    public long Answered => Interlocked.Read(ref _received) / _answerBytes;

    /// <summary>The number of messages on all connections.</summary>
    public long Total { get; private set; }

    /// <summary>
    /// Opens a connection for each list of messages and sends them all. Completes when every connection has had an answer.
    /// </summary>
    public static async Task<Flood> StartAsync(
        TestRelay relay, string address, string answer, IReadOnlyList<IReadOnlyList<string>> messages)
    {
        var flood = new Flood(new RawFrame(RawFrame.Text, System.Text.Encoding.UTF8.GetBytes(answer)).Encode(isMasked: false).Length);
        var first = new List<Task>();
        foreach (var list in messages)
        {
            var socket = await relay.ConnectRawAsync(("X-Forwarded-For", address));
            flood._sockets.Add(socket);
            flood.Total += list.Count;
            flood._running.Add(Task.Run(() => SendAsync(socket, list)));
            var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            flood._running.Add(Task.Run(() => flood.ReceiveAsync(socket, (long)list.Count * flood._answerBytes, answered)));
            first.Add(answered.Task);
        }
        await Task.WhenAll(first).Within("an answer on each connection");
        return flood;
    }

    /// <summary>Completes when all messages are answered.</summary>
    public Task AnsweredAsync() => Task.WhenAll(_running).WaitAsync(TimeSpan.FromMinutes(2));

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
            await socket.DisposeAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    static async Task SendAsync(RawWebSocket socket, IReadOnlyList<string> messages)
    {
        var bytes = new List<byte>();
        foreach (var message in messages)
        {
            bytes.AddRange(RawFrame.OfText(message).Encode(isMasked: true));
            if (bytes.Count < 16 * 1024)
                continue;
            await socket.SendBytesAsync(bytes.ToArray());
            bytes.Clear();
        }
        await socket.SendBytesAsync(bytes.ToArray());
    }

    async Task ReceiveAsync(RawWebSocket socket, long expected, TaskCompletionSource first)
    {
        var buffer = new byte[16 * 1024];
        while (expected > 0)
        {
            var count = await socket.ReceiveBytesAsync(buffer);
            if (count == 0)
                return;
            expected -= count;
            Interlocked.Add(ref _received, count);
            first.TrySetResult();
        }
    }
}
