using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Query handlers that write what they should not, for ever, or after their time.</summary>
public sealed class BadSourceTests
{
    const string NoDecision = "error: no decision within 1 seconds";

    readonly Author _alice = new();
    readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Events_without_end_end_at_the_limit()
    {
        await using var relay = await StartAsync(relay => relay.QueryEvents(async (query, sink, cancel) =>
        {
            for (var i = 0; ; i++)
                await WriteAsync(sink, _alice.Note(at: Author.FirstTime - i), cancel);
        }, appliesVisibility: true));
        await using var client = await relay.ConnectAsync();
        Assert.Equal(20, (await client.QueryAsync("""{"limit":20}""")).Events.Count);
        await _stopped.Task.Within("the end of the source");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_event_without_end_is_sent_once_and_then_the_deadline_closes_the_query(bool appliesVisibility)
    {
        var note = _alice.Note();
        await using var relay = await StartAsync(relay => relay.QueryEvents(async (_, sink, cancel) =>
        {
            while (true)
                await WriteAsync(sink, note, cancel);
        }, appliesVisibility));
        await using var client = await relay.ConnectAsync();
        var reply = await client.QueryAsync("""{"limit":20}""");
        Assert.Equal([note.Id], reply.Ids);
        Assert.Equal(NoDecision, reply.Closed);
        Assert.Equal(NoDecision, ((ClosedReply)await client.CountAsync("c", "{}")).Message);
        await _stopped.Task.Within("the end of the source");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_without_end_that_nobody_asked_for_close_the_query_at_the_deadline(bool appliesVisibility)
    {
        var note = _alice.Note();
        await using var relay = await StartAsync(relay => relay.QueryEvents(async (_, sink, cancel) =>
        {
            while (true)
                await WriteAsync(sink, note, cancel);
        }, appliesVisibility));
        await using var client = await relay.ConnectAsync();
        var reply = await client.QueryAsync("""{"kinds":[7],"limit":20}""");
        Assert.Empty(reply.Events);
        Assert.Equal(NoDecision, reply.Closed);
        await _stopped.Task.Within("the end of the source");
    }

    [Fact]
    public async Task What_was_written_before_a_source_fails_is_sent()
    {
        var notes = new[] { _alice.Note(), _alice.Note() };
        await using var relay = await StartAsync(relay => relay.QueryEvents(async (_, sink, cancel) =>
        {
            await WriteAsync(sink, notes[1], cancel);
            await WriteAsync(sink, notes[0], cancel);
            throw new InvalidOperationException("in the middle");
        }, appliesVisibility: true));
        await using var client = await relay.ConnectAsync();
        Assert.Equal("error: internal error", (await client.QueryAsync("{}")).Closed);
        Assert.Equal("in the middle", Assert.Single(relay.Log.Records).Exception!.Message);
    }

    [Fact]
    public async Task No_event_at_all_in_place_of_an_event_closes_the_query()
    {
        await using var relay = await StartAsync(relay => relay.QueryEvents((_, sink, _) =>
        {
            sink.TryWrite(default);
            return default;
        }));
        await using var client = await relay.ConnectAsync();
        Assert.Equal("error: internal error", (await client.QueryAsync("{}")).Closed);
        Assert.Single(relay.Log.Records);
    }

    [Fact]
    public async Task What_a_source_writes_after_its_answer_is_not_sent()
    {
        IEventSink? kept = null;
        NostrEvent note = _alice.Note("in time"), late = _alice.Note("late", at: Author.FirstTime);
        await using var relay = await StartAsync(relay => relay.QueryEvents((_, sink, _) =>
        {
            kept ??= sink;
            sink.TryWrite(note.View);
            return default;
        }));
        await using var client = await relay.ConnectAsync();
        Assert.Equal([note.Id], (await client.ReqAsync("q", "{}")).Ids);
        for (var i = 0; i < 1000; i++)
            kept!.TryWrite(late.View);
        Assert.DoesNotContain(await client.DrainAsync(), static reply => reply is EventReply);
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task A_source_is_told_when_its_client_has_gone_and_what_it_then_writes_or_throws_is_nobodys()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var note = _alice.Note();
        await using var relay = await StartAsync(relay => relay.QueryEvents(async (_, sink, cancel) =>
        {
            asked.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sink.TryWrite(note.View);
            _stopped.TrySetResult();
            throw new InvalidOperationException("too late");
        }));
        var client = await relay.ConnectAsync();
        await client.SendAsync("""["REQ","q",{}]""");
        await asked.Task.Within("the question");
        await client.DisposeAsync();
        await _stopped.Task.Within("the end of the source");
        await relay.StopAsync();
        Assert.Empty(relay.Log.Records);
    }

    Task<TestRelay> StartAsync(Action<RelayBuilder> configure) => TestRelay.StartAsync(new()
    {
        Options = new RelayOptions { Limits = new LimitsOptions { HookTimeoutSeconds = 1 } },
        Store = static _ => null,
        Configure = configure,
        AllowsErrors = true,
    });

    /// <summary>Writes as handlers do, and notes that the relay stopped it.</summary>
    async ValueTask WriteAsync(IEventSink sink, NostrEvent e, CancellationToken cancel)
    {
        await Task.Yield();
        try
        {
            cancel.ThrowIfCancellationRequested();
            while (!sink.TryWrite(e.View))
                await sink.WaitForRoomAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            _stopped.TrySetResult();
            throw;
        }
    }
}
