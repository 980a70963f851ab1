using System.Text;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Keeps the messages of a session as text, in order. It is full when the test says so.</summary>
sealed class RecordingOutbox : IOutbox
{
    readonly Lock _gate = new();
    readonly List<string> _messages = [];
    readonly List<(Func<bool> IsMet, TaskCompletionSource Met)> _awaited = [];
    TaskCompletionSource? _room;

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    /// <summary>Runs on the sender's thread after each message, like a client that answers at once.</summary>
    public Action<string>? Sent { get; set; }

    public bool IsFull => Volatile.Read(ref _room) is not null;

    public void Fill() => _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void MakeRoom() => Interlocked.Exchange(ref _room, null)?.SetResult();

    /// <summary>Tells those who wait for room that the connection is gone.</summary>
    public void Break() => _room!.SetException(new IOException("gone"));

    /// <summary>The AUTH message, kept apart from the answers.</summary>
    public string? Challenge { get; private set; }

    public void Send(ReadOnlySpan<byte> message)
    {
        var text = Encoding.UTF8.GetString(message);
        if (text.StartsWith("[\"AUTH\"", StringComparison.Ordinal))
            Challenge = text;
        else
            Add(text);
    }

    public void SendEvent(SubscriptionId id, EventView e) => Add($"[\"EVENT\",\"{id}\",{e.Id}]");

    public void SendEvent(SubscriptionId id, LiveEvent e) => Add($"[\"EVENT\",\"{id}\",{e.Event.Id}]");

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => _room is { } room ? new(room.Task.WaitAsync(cancel)) : default;

    /// <summary>The next message from the given place on that satisfies the condition.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> condition, int from = 0)
    {
        await MeetAsync(() => _messages.Skip(from).Any(condition));
        return Messages.Skip(from).First(condition);
    }

    public Task<string> WaitForAsync(string message, int from = 0) => WaitForAsync(sent => sent == message, from);

    /// <summary>Waits until this many messages were sent.</summary>
    public Task WaitForCountAsync(int count) => MeetAsync(() => _messages.Count >= count);

    public static string EventMessage(string id, NostrEvent e) => $"[\"EVENT\",\"{id}\",{e.Id}]";

    public static string Ok(NostrEvent e, bool accepted = true, string text = "") =>
        $"[\"OK\",\"{e.Id}\",{(accepted ? "true" : "false")},\"{text}\"]";

    Task MeetAsync(Func<bool> condition)
    {
        lock (_gate)
        {
            if (condition())
                return Task.CompletedTask;
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((condition, met));
            return WithinAsync(met.Task);
        }
    }

    async Task WithinAsync(Task met)
    {
        try
        {
            await met.WaitAsync(Deadline.Default);
        }
        catch (TimeoutException)
        {
            Assert.Fail("the awaited message never came; sent were:\n" + string.Join('\n', Messages));
        }
    }

    void Add(string message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            for (var i = _awaited.Count - 1; i >= 0; i--)
            {
                if (!_awaited[i].IsMet())
                    continue;
                _awaited[i].Met.SetResult();
                _awaited.RemoveAt(i);
            }
        }
        Sent?.Invoke(message);
    }
}
