using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// Lambdas with await and without a token. If they were taken for functions without a result, nobody would wait for them, and an exception
/// would end the process.
/// </summary>
public sealed class AsyncLambdaTests
{
    readonly List<string> _done = [];

    [Fact]
    public async Task Are_waited_for_and_their_failures_are_logged()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay
                .OnConnect(async _ => await FailAsync("connect"))
                .OnDisconnect(async _ =>
                {
                    await FailAsync("disconnect");
                })
                .OnEventSaved(async (_, e) => await FailAsync($"saved {e.Kind}"))
                .OnEphemeralEvent(async (_, e) => await FailAsync($"ephemeral {e.Kind}"))
                .OnEventDeleted(async e =>
                {
                    await FailAsync($"deleted {e.Kind}");
                })
                .OnSubscriptionOpened(async _ =>
                {
                    await FailAsync("opened");
                })
                .OnSubscriptionEnded(async _ =>
                {
                    await FailAsync("ended");
                }),
            AllowsErrors = true,
        });
        var author = new Author();
        var note = author.Note();
        await using (var client = await relay.ConnectAsync())
        {
            await client.PublishAllAsync(author.Event(20_001), note, author.Deletion(note));
            await client.QueryAsync("{}");
        }
        string[] expected =
            ["connect", "deleted 1", "disconnect", "ended", "ephemeral 20001", "opened", "saved 1", "saved 5"];
        // Hooks about connections and subscriptions are told on their own threads.
        await Eventually.HoldsAsync(() => relay.Log.Records.Count == expected.Length, "the lines of all hooks");
        await relay.StopAsync();

        Assert.Equal(expected, _done.Order(StringComparer.Ordinal));
        Assert.Equal(
            expected, relay.Log.Records.Select(static line => line.Exception!.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_method_that_returns_a_task_is_waited_for_too()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Configure = relay => relay
                .OnConnect(_ => FailAsync("connect"))
                .OnDisconnect(_ => FailAsync("disconnect"))
                .OnEventSaved((_, _) => FailAsync("saved")),
            AllowsErrors = true,
        });
        await using (var client = await relay.ConnectAsync())
            await client.PublishAllAsync(new Author().Note());
        await relay.StopAsync();
        Assert.Equal(
            ["connect", "disconnect", "saved"],
            relay.Log.Records.Select(static line => line.Exception!.Message).Order(StringComparer.Ordinal));
    }

    async Task FailAsync(string what)
    {
        await Task.Yield();
        lock (_done)
            _done.Add(what);
        throw new InvalidOperationException(what);
    }
}
