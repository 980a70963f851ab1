using System.Collections.Concurrent;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Hooks around filters and answers.</summary>
public sealed class QueryHookTests
{
    readonly Author _alice = new();

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"limit\":0}")]
    [InlineData("{\"kinds\":[]}")]
    public async Task Every_filter_is_asked_about_and_a_refusal_closes_the_whole_subscription(string bad)
    {
        var asked = new ConcurrentQueue<int?>();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().RejectFilter((_, filter) =>
        {
            asked.Enqueue(filter.Limit);
            return filter.Authors is null ? Verdict.Restricted("name an author") : Verdict.Accept;
        }));
        var client = await relay.ConnectAsync();
        var good = $"{{\"authors\":[\"{_alice.Hex}\"],\"limit\":7}}";

        Assert.Equal(["""["CLOSED","q","restricted: name an author"]"""], await client.QueryAsync("q", good, bad, "{}"));
        Assert.Equal(2, asked.Count);
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", good));
    }

    [Fact]
    public async Task Count_has_a_hook_of_its_own()
    {
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .RejectFilter((_, _) => Verdict.Blocked("no REQ"))
            .RejectCountFilter((_, filter) => filter.Kinds is null ? Verdict.Blocked("no COUNT of everything") : Verdict.Accept));
        var client = await relay.ConnectAsync();

        Assert.Equal("""["CLOSED","count","blocked: no COUNT of everything"]""", await client.CountAsync("{}"));
        Assert.Equal("""["COUNT","count",{"count":0}]""", await client.CountAsync("{\"kinds\":[1]}"));
    }

    [Fact]
    public async Task Filters_are_overwritten_before_they_are_judged_and_used_stored_live_and_counted()
    {
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .OverwriteFilter((_, filter) => filter with { Kinds = [1, 7] })
            .OverwriteFilter(async (_, filter, _) =>
            {
                await Task.Yield();
                return filter with { Kinds = [filter.Kinds![1]] };
            })
            .RejectFilter((_, filter) => filter.Kinds is [7] ? Verdict.Accept : Verdict.Blocked("not overwritten")));
        var client = await relay.ConnectAsync();
        var (note, stored, live) = (_alice.Note(), _alice.Event(7, "stored"), _alice.Event(7, "live"));
        await client.PublishAsync(note);
        await client.PublishAsync(stored);

        Assert.Equal([RecordingOutbox.EventMessage("q", stored), """["EOSE","q"]"""], await client.QueryAsync("q", "{}"));
        Assert.Equal("""["COUNT","count",{"count":1}]""", await client.CountAsync("{}"));
        await client.PublishAsync(_alice.Note("other"));
        await client.PublishAsync(live);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", live));
        Assert.Equal(2, client.Messages.Count(static message => message.StartsWith("[\"EVENT\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Filter_hook_that_throws_closes_the_query_only()
    {
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore()
            .RejectFilter((_, filter) => filter.Kinds is [13] ? throw new InvalidOperationException() : Verdict.Accept));
        var client = await relay.ConnectAsync();

        Assert.Equal(["""["CLOSED","q","error: internal error"]"""], await client.QueryAsync("q", "{\"kinds\":[13]}"));
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{}"));
        Assert.Single(relay.Log.Errors);
    }

    [Fact]
    public async Task Answers_may_be_overwritten_stored_and_live()
    {
        var replacement = _alice.Note("instead");
        var gate = new Gate();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().OverwriteResponseEvent(async (_, e, _) =>
        {
            await gate.PassAsync();
            return e.Content == "replace" ? replacement : e;
        }));
        var client = await relay.ConnectAsync();
        var plain = _alice.Note("plain");
        await client.PublishAsync(plain);
        await client.PublishAsync(_alice.Note("replace"));
        gate.Close();
        await client.RequestAsync("q", "{}");
        await gate.ArrivalAsync();
        gate.Open();
        await client.Outbox.WaitForAsync("""["EOSE","q"]""");
        await client.PublishAsync(_alice.Note("replace", tags: ["t", "live"]));
        await client.Outbox.WaitForAsync(
            RecordingOutbox.EventMessage("q", replacement), client.Messages.ToList().IndexOf("""["EOSE","q"]"""));

        var events = client.Messages.Where(static message => message.StartsWith("[\"E", StringComparison.Ordinal));
        Assert.Equal(
            [
                RecordingOutbox.EventMessage("q", replacement), RecordingOutbox.EventMessage("q", plain), """["EOSE","q"]""",
                RecordingOutbox.EventMessage("q", replacement),
            ],
            events);
    }

    [Fact]
    public async Task Answers_that_are_overwritten_wait_for_room_like_others()
    {
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().OverwriteResponseEvent((_, e) => e));
        var client = await relay.ConnectAsync();
        for (var i = 0; i < 5; i++)
            await client.PublishAsync(_alice.Note($"{i}"));
        client.Outbox.Fill();
        await client.RequestAsync("q", "{}");
        Assert.Equal(5, client.Messages.Count);
        client.Outbox.MakeRoom();

        await client.Outbox.WaitForAsync("""["EOSE","q"]""");
        Assert.Equal(11, client.Messages.Count);
    }

    [Fact]
    public async Task Answer_hook_that_throws_closes_the_subscription()
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().OverwriteResponseEvent((_, _) => throw new InvalidOperationException()));
        var client = await relay.ConnectAsync();
        await client.PublishAsync(_alice.Note());

        Assert.Equal(["""["CLOSED","q","error: internal error"]"""], await client.QueryAsync("q", "{}"));
    }

    [Fact]
    public async Task Live_event_may_be_kept_from_one_receiver()
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().PreventBroadcast((receiver, e) => receiver.Id == 1 && e.Content == "not for 1"));
        var (one, two) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await one.QueryAsync("q", "{}");
        await two.QueryAsync("q", "{}");
        var (kept, next) = (_alice.Note("not for 1"), _alice.Note("for all"));
        await two.PublishAsync(kept);
        await two.PublishAsync(next);
        await one.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", next));
        await two.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", next));

        Assert.DoesNotContain(RecordingOutbox.EventMessage("q", kept), one.Messages);
        Assert.Contains(RecordingOutbox.EventMessage("q", kept), two.Messages);
    }

    [Fact]
    public async Task Broadcast_hook_that_throws_keeps_the_event_back_and_later_ones_go_on()
    {
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore()
            .PreventBroadcast((_, e) => e.Content == "bad" ? throw new InvalidOperationException() : false));
        var client = await relay.ConnectAsync();
        await client.QueryAsync("q", "{}");
        var (bad, good) = (_alice.Note("bad"), _alice.Note("good"));
        await client.PublishAsync(bad);
        await client.PublishAsync(good);
        await client.Outbox.WaitForAsync(RecordingOutbox.EventMessage("q", good));

        Assert.DoesNotContain(RecordingOutbox.EventMessage("q", bad), client.Messages);
    }
}
