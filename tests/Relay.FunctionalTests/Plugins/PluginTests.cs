using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The common parts of tests of plugins that misbehave.</summary>
public abstract class PluginTests : IDisposable
{
    private protected PluginRelay Plugin { get; } = new();

    protected Author Alice { get; } = new();

    /// <summary>A loop over events that handles these cases and accepts all other events.</summary>
    protected static string Loop(string cases) => $"""
        while IFS= read -r line; do
          read_event "$line"
          case $content in
            {cases}
            pid) answer "$id" reject "blocked: $$" ;;
            *) answer "$id" accept ;;
          esac
        done
        """;

    public void Dispose()
    {
        Plugin.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<OkReply> PublishAsync(RelayClient client, string content) => client.PublishAsync(Alice.Note(content));

    /// <summary>Publishes an event that must be refused, and returns the reason.</summary>
    protected async Task<string> RefusalAsync(RelayClient client, string content)
    {
        var ok = await PublishAsync(client, content);
        Assert.False(ok.Accepted, ok.Text);
        return ok.Message;
    }

    protected async Task AssertAcceptedAsync(RelayClient client, string content)
    {
        var ok = await PublishAsync(client, content);
        Assert.True(ok.Accepted, ok.Text);
    }

    /// <summary>Sends events without waiting for their answers.</summary>
    private protected async Task<List<NostrEvent>> SendAsync(RelayClient client, params IEnumerable<string> contents)
    {
        var events = contents.Select(content => Alice.Note(content)).ToList();
        foreach (var e in events)
            await client.SendEventAsync(e);
        return events;
    }

    /// <summary>The process id of the plugin. Waits until the plugin is started.</summary>
    protected async Task<string> ProcessIdAsync(RelayClient client)
    {
        while (true)
        {
            var ok = await PublishAsync(client, "pid");
            if (ok.Message.StartsWith("blocked: ", StringComparison.Ordinal))
                return ok.Message["blocked: ".Length..];
        }
    }

    protected static Task AssertEndsAsync(string processId) =>
        Task.Run(() =>
        {
            while (PluginRelay.IsAlive(processId))
                Thread.Yield();
        }).Within($"the end of process {processId}");

    /// <summary>The log line may come after the answer that it is about.</summary>
    protected static bool IsLogged(TestRelay relay, string text) => SpinWait.SpinUntil(
        () => relay.Log.Records.Any(record => record.Message.Contains(text, StringComparison.Ordinal)), Deadline.Default);
}
