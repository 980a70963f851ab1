using System.Text;
using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>A client of a test engine. It sends text and reads the messages that its outbox recorded.</summary>
sealed class TestClient(Session session, RecordingOutbox outbox)
{
    public Session Session => session;

    public RecordingOutbox Outbox => outbox;

    public IReadOnlyList<string> Messages => outbox.Messages;

    /// <summary>Sends one message. Completes when the session would read the next one.</summary>
    public async Task SayAsync(string message) => await session.ConsumeAsync(Encoding.UTF8.GetBytes(message), CancellationToken.None);

    public Task SendEventAsync(NostrEvent e) => SayAsync($"[\"EVENT\",{Encoding.UTF8.GetString(e.ToJson())}]");

    /// <summary>Publishes and gives the OK.</summary>
    public async Task<string> PublishAsync(NostrEvent e)
    {
        var from = Messages.Count;
        await SendEventAsync(e);
        return await outbox.WaitForAsync(message => message.StartsWith($"[\"OK\",\"{e.Id}\"", StringComparison.Ordinal), from);
    }

    /// <summary>Opens a subscription without waiting for anything.</summary>
    public Task RequestAsync(string id, params string[] filters) => SayAsync($"[\"REQ\",\"{id}\",{string.Join(',', filters)}]");

    /// <summary>Opens a subscription and returns the messages up to EOSE or CLOSED, which is the last.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string id, params string[] filters)
    {
        var from = Messages.Count;
        await RequestAsync(id, filters);
        var end = await outbox.WaitForAsync(
            message => message.StartsWith($"[\"EOSE\",\"{id}\"", StringComparison.Ordinal)
                || message.StartsWith($"[\"CLOSED\",\"{id}\"", StringComparison.Ordinal), from);
        var messages = Messages.Skip(from).ToList();
        return messages[..(messages.IndexOf(end) + 1)];
    }

    /// <summary>Asks for a COUNT and gives the answer.</summary>
    public async Task<string> CountAsync(params string[] filters)
    {
        var from = Messages.Count;
        await SayAsync($"[\"COUNT\",\"count\",{string.Join(',', filters)}]");
        return await outbox.WaitForAsync(_ => true, from);
    }
}
