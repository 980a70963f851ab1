using System.Collections.Concurrent;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Two handlers of one hook that contradict one another. In either order the same rule decides.</summary>
public sealed class ContradictingHooksTests
{
    readonly Author _alice = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_outweighs_an_acceptance_and_a_pretence(bool reversed)
    {
        await using var relay = await StartAsync(reversed,
            static relay => relay.RejectEvent((_, _) => Verdict.Accept),
            static relay => relay.RejectEvent((_, e) => e.Content == "pretend" ? Verdict.Accept : Verdict.Blocked("no")),
            static relay => relay.RejectEvent((_, _) => Verdict.Shadow));
        await using var client = await relay.ConnectAsync();
        Assert.Equal("blocked: no", (await client.PublishAsync(_alice.Note())).Message);
        Assert.True((await client.PublishAsync(_alice.Note("pretend"))).Accepted);
        Assert.Empty((await client.QueryAsync("{}")).Events);
    }

    [Theory]
    [InlineData(false, "blocked: one")]
    [InlineData(true, "restricted: other")]
    public async Task Of_two_refusals_the_first_is_the_answer_and_the_second_handler_is_not_asked(bool reversed, string answer)
    {
        var asked = 0;
        await using var relay = await StartAsync(reversed,
            relay => relay.RejectEvent((_, _) => Refuse(Verdict.Blocked("one"))).RejectFilter((_, _) => Refuse(Verdict.Blocked("one"))),
            relay => relay
                .RejectEvent((_, _) => Refuse(Verdict.Restricted("other")))
                .RejectFilter((_, _) => Refuse(Verdict.Restricted("other"))));
        await using var client = await relay.ConnectAsync();
        Assert.Equal(answer, (await client.PublishAsync(_alice.Note())).Message);
        Assert.Equal(answer, (await client.ReqAsync("q", "{}")).Closed);
        Assert.Equal(2, asked);

        Verdict Refuse(Verdict verdict)
        {
            asked++;
            return verdict;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_handler_with_an_opinion_deletes_or_spares(bool reversed)
    {
        await using var relay = await StartAsync(reversed,
            static relay => relay.OverwriteDeletionOutcome((_, _, _) => new(DeletionOutcome.Default)),
            static relay => relay.OverwriteDeletionOutcome((_, _, _) => new(DeletionOutcome.Delete)),
            static relay => relay.OverwriteDeletionOutcome((_, _, _) => new(DeletionOutcome.Spare)));
        await using var client = await relay.ConnectAsync();
        var note = _alice.Note();
        await client.PublishAllAsync(note, new Author().Deletion(note));
        Assert.Equal(reversed ? 1 : 0, await client.CountAsync($$"""{"ids":["{{note.Id}}"]}"""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_handler_is_enough_to_prevent_a_broadcast(bool reversed)
    {
        await using var relay = await StartAsync(reversed,
            static relay => relay.PreventBroadcast((_, _) => false),
            static relay => relay.PreventBroadcast((_, e) => e.Content == "no"));
        await using var client = await relay.ConnectAsync();
        await client.ReqAsync("live", """{"limit":0}""");
        var yes = _alice.Note("yes");
        await client.PublishAllAsync(_alice.Note("no"), yes);
        Assert.Equal(yes.Id, (await client.NextAsync<EventReply>()).Event.Id);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task The_last_handler_that_changes_a_filter_decides_and_the_changed_filter_is_judged(bool reversed, int kind)
    {
        var judged = new ConcurrentQueue<Filter>();
        await using var relay = await StartAsync(reversed,
            static relay => relay.OverwriteFilter((_, filter) => filter with { Kinds = [1] }),
            static relay => relay.OverwriteFilter((_, filter) => filter with { Kinds = [2] }),
            relay => relay.RejectFilter((_, filter) =>
            {
                judged.Enqueue(filter);
                return Verdict.Accept;
            }));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_alice.Event(1), _alice.Event(2));
        Assert.Equal(kind, Assert.Single((await client.QueryAsync("{}")).Events).Kind);
        Assert.Equal(kind, Assert.Single(judged).Kinds!.Span[0]);
    }

    [Theory]
    [InlineData(false, "one", 0)]
    [InlineData(true, "other", 1)]
    public async Task The_first_store_that_refuses_gives_the_answer_and_a_store_before_it_keeps_the_event(
        bool reversed, string reason, int kept)
    {
        var stored = 0;
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = static _ => null,
            Configure = relay => Add(relay, reversed,
                static relay => relay.StoreEvent((_) => StoreResult.Failed("blocked: one")),
                relay => relay.StoreEvent(e =>
                {
                    if (e.Content == "other")
                        return StoreResult.Failed("blocked: other");
                    stored++;
                    return new(StoreStatus.Stored);
                })),
        });
        await using var client = await relay.ConnectAsync();
        await client.ReqAsync("live", "{}");
        Assert.Equal($"blocked: {reason}", (await client.PublishAsync(_alice.Note("other"))).Message);
        Assert.Equal("blocked: one", (await client.PublishAsync(_alice.Note())).Message);
        Assert.Equal(kept, stored);
        Assert.DoesNotContain(await client.DrainAsync(), static reply => reply is EventReply);
    }

    [Fact]
    public async Task A_handler_that_is_added_twice_is_asked_twice()
    {
        var handler = new Counting();
        await using var relay = await TestRelay.StartAsync(new() { Configure = relay => relay.Add(handler).Add(handler) });
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_alice.Note());
        Assert.Equal(2, handler.Calls);
    }

    static Task<TestRelay> StartAsync(bool reversed, params Action<RelayBuilder>[] hooks) =>
        TestRelay.StartAsync(new() { Configure = relay => Add(relay, reversed, hooks) });

    static void Add(RelayBuilder relay, bool reversed, params Action<RelayBuilder>[] hooks)
    {
        foreach (var hook in reversed ? hooks.Reverse() : hooks)
            hook(relay);
    }

    sealed class Counting : IRejectEventHook
    {
        public int Calls { get; private set; }

        public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
        {
            Calls++;
            return default;
        }
    }
}
