using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests.Hostile;

/// <summary>
/// Filters whose values multiply: thousands of authors and tens of thousands of kinds in one message. They are answered, others are served
/// meanwhile, and no work goes on for a client that closes them or leaves.
/// </summary>
public sealed class QueryProductTests
{
    const int Stored = 3000;

    static readonly Author[] Authors = [.. Enumerable.Range(0, 20).Select(static _ => new Author())];

    [Fact]
    public async Task A_healthy_client_is_served_while_products_are_asked_for()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = TestStores.Lmdb,
            // More values than a message may name by default.
            Options = new RelayOptions { Limits = new LimitsOptions { MaxFilterValues = 50_000 } },
            Configure = relay => relay.OnDisconnect(_ => left.TrySetResult()),
        });
        var store = relay.Services.GetRequiredService<HookPipeline>().Stores[0];
        await store.BackfillAsync(
            [.. Enumerable.Range(0, Stored).Select(i => Authors[i % 20].Event(i % 10 == 0 ? 7 : 1, $"{i}"))], default);
        var engine = relay.Services.GetRequiredService<RelayEngine>();
        var alice = new Author();
        await using var healthy = await relay.ConnectAsync();
        await using var reader = await relay.ConnectAsync();
        await using var one = await relay.ConnectAsync();
        await using var other = await relay.ConnectAsync();

        await one.SendAsync(Product("REQ", "a", authors: 3500, kinds: 40_000));
        for (var i = 0; i < 4; i++)
            await other.SendAsync(Product("REQ", $"b{i}", authors: 1200, kinds: 14_000));
        await other.SendAsync(Product("COUNT", "c", authors: 1200, kinds: 14_000));

        Assert.Empty((await reader.ReqAsync("live", $$"""{"authors":["{{alice.Hex}}"]}""")).Events);
        var note = alice.Note("published meanwhile");
        Assert.True((await healthy.PublishAsync(note)).Accepted);
        Assert.Equal(note.Id, (await reader.NextAsync<EventReply>()).Event.Id);
        Assert.Equal([note.Id], (await healthy.QueryAsync($$"""{"ids":["{{note.Id}}"]}""")).Ids);

        Assert.Equal(500, (await one.StoredAsync("a")).Events.Count);
        for (var i = 0; i < 4; i++)
            Assert.Equal(500, (await other.StoredAsync($"b{i}")).Events.Count);
        Assert.Equal(Stored, (await other.NextAsync<CountReply>()).Count);

        for (var i = 0; i < 100; i++)
        {
            await one.SendAsync($$"""["REQ","a{{i % 7}}",{"kinds":[{{string.Join(',', Enumerable.Range(10, 40_000))}}]}]""");
            await one.CloseAsync($"a{i % 7}");
        }
        await one.CloseAsync("a");
        other.Abort();
        Assert.True((await healthy.PublishAsync(alice.Note("at last"))).Accepted);
        Assert.Empty((await one.QueryAsync("""{"kinds":[3]}""")).Events);
        await left.Task.Within("the end of who left");
        Assert.InRange(engine.Subscriptions, 1, 3);
    }

    [Fact]
    public async Task Such_messages_are_refused_by_default_and_name_the_option()
    {
        await using var relay = await TestRelay.StartAsync(new() { Store = TestStores.Lmdb });
        await using var client = await relay.ConnectAsync();
        const string refusal = "invalid: too many values in filters (Relay:Limits:MaxFilterValues is 10000)";
        await client.SendAsync(Product("REQ", "a", authors: 3500, kinds: 40_000));
        Assert.Equal(refusal, (await client.StoredAsync("a")).Closed);
        await client.SendAsync(Product("COUNT", "c", authors: 1200, kinds: 14_000));
        Assert.Equal(refusal, (await client.NextAsync<ClosedReply>()).Message);
        // A follow list of five thousand keys or more is not such a message.
        await client.SendAsync(Product("REQ", "b", authors: 7_000, kinds: 50));
        Assert.Null((await client.StoredAsync("b")).Closed);
    }

    /// <summary>A message with one filter of this many authors, twenty of which have events, and this many kinds.</summary>
    static string Product(string verb, string id, int authors, int kinds)
    {
        var keys = Authors.Select(static author => author.Hex)
            .Concat(Enumerable.Range(0, authors - 20).Select(static i => $"{i:x64}"));
        var numbers = string.Join(',', Enumerable.Range(0, kinds));
        return $$"""["{{verb}}","{{id}}",{"authors":["{{string.Join("\",\"", keys)}}"],"kinds":[{{numbers}}]}]""";
    }
}
