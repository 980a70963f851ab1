using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>If a hook never answers, what happens to the subject of its question and to everything else.</summary>
public sealed class HookDeadlineTests : IAsyncDisposable
{
    const string NoDecision = "error: no decision within 15 seconds";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly Author _alice = new();
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _never = new();
    readonly ConcurrentQueue<CancellationToken> _tokens = new();
    TestEngine? _relay;

    async Task HangAsync(CancellationToken cancel)
    {
        _tokens.Enqueue(cancel);
        _asked.TrySetResult();
        await _never.Task;
    }

    async ValueTask<T> HangAsync<T>(T value, CancellationToken cancel)
    {
        await HangAsync(cancel);
        return value;
    }

    Task<TestClient> StartAsync(Action<RelayBuilder> configure)
    {
        _relay = new TestEngine(relay =>
        {
            relay.UseInMemoryStore();
            configure(relay);
        });
        return _relay.ConnectAsync();
    }

    /// <summary>Lets the deadline pass for work that is waiting or about to wait.</summary>
    async Task PassDeadlineAsync()
    {
        await _relay!.Time.TimerAsync(Patience);
        _relay.Time.Advance(Patience);
    }

    async Task<T> AfterDeadlineAsync<T>(Task<T> answer)
    {
        await _asked.Task.Within("the hook's being asked");
        await PassDeadlineAsync();
        var result = await answer.Within("the answer");
        // On another thread, for which nobody waits.
        var cancelled = new TaskCompletionSource();
        await using var registration = Assert.Single(_tokens).Register(cancelled.SetResult);
        await cancelled.Task.Within("the end of the hook's token");
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        _never.TrySetResult();
        if (_relay is not null)
            await _relay.DisposeAsync();
    }

    [Fact]
    public async Task An_event_is_refused_that_no_RejectEvent_hook_decides_on()
    {
        var client = await StartAsync(relay => relay.RejectEvent((_, _, cancel) => HangAsync(Verdict.Accept, cancel)));
        var e = _alice.Note();

        Assert.Equal(RecordingOutbox.Ok(e, false, NoDecision), await AfterDeadlineAsync(client.PublishAsync(e)));
    }

    [Fact]
    public async Task A_request_to_vanish_is_refused_that_no_RejectVanish_hook_decides_on()
    {
        var client = await StartAsync(relay => relay.RejectVanish((_, _, cancel) => HangAsync(Verdict.Accept, cancel)));
        var request = _alice.Event(Kind.Vanish, tags: [["relay", "ALL_RELAYS"]]);

        Assert.Equal(RecordingOutbox.Ok(request, false, NoDecision), await AfterDeadlineAsync(client.PublishAsync(request)));
    }

    [Fact]
    public async Task An_event_is_refused_that_a_StoreEvent_hook_does_not_answer()
    {
        var client = await StartAsync(relay => relay.StoreEvent((_, cancel) => HangAsync(new StoreResult(StoreStatus.Stored), cancel)));
        var e = _alice.Note();

        Assert.Equal(RecordingOutbox.Ok(e, false, NoDecision), await AfterDeadlineAsync(client.PublishAsync(e)));
    }

    [Fact]
    public async Task A_deletion_is_refused_whose_outcome_no_hook_decides()
    {
        var client = await StartAsync(
            relay => relay.OverwriteDeletionOutcome((_, _, cancel) => HangAsync(DeletionOutcome.Default, cancel)));
        var target = _alice.Note();
        await client.PublishAsync(target);
        var deletion = _alice.Deletion(target);

        Assert.Equal(RecordingOutbox.Ok(deletion, false, NoDecision), await AfterDeadlineAsync(client.PublishAsync(deletion)));
        Assert.Equal(2, (await client.QueryAsync("q", "{}")).Count);
    }

    [Fact]
    public async Task An_ephemeral_event_goes_on_without_its_hook()
    {
        var client = await StartAsync(relay => relay.OnEphemeralEvent(async (_, _, cancel) => await HangAsync(cancel)));
        var e = _alice.Event(20_001);

        Assert.Equal(RecordingOutbox.Ok(e), await AfterDeadlineAsync(client.PublishAsync(e)));
    }

    [Fact]
    public async Task A_stored_event_is_answered_before_its_hook_and_the_next_one_after_the_deadline()
    {
        var client = await StartAsync(relay => relay.OnEventSaved(async (_, e, cancel) =>
        {
            if (e.Content == "hang")
                await HangAsync(cancel);
        }));
        NostrEvent first = _alice.Note("hang"), second = _alice.Note();

        Assert.Equal(RecordingOutbox.Ok(first), await client.PublishAsync(first));
        Assert.Equal(RecordingOutbox.Ok(second), await AfterDeadlineAsync(client.PublishAsync(second)));
    }

    [Theory]
    [InlineData("RejectFilter")]
    [InlineData("OverwriteFilter")]
    [InlineData("OverwriteResponseEvent")]
    public async Task A_query_is_closed_that_a_hook_does_not_answer(string hook)
    {
        var client = await StartAsync(relay => _ = hook switch
        {
            "RejectFilter" => relay.RejectFilter((_, _, cancel) => HangAsync(Verdict.Accept, cancel)),
            "OverwriteFilter" => relay.OverwriteFilter((_, filter, cancel) => HangAsync(filter, cancel)),
            _ => relay.OverwriteResponseEvent((_, e, cancel) => HangAsync(e, cancel)),
        });
        await client.PublishAsync(_alice.Note());

        var answer = await AfterDeadlineAsync(client.QueryAsync("q", "{}"));
        Assert.Equal($"""["CLOSED","q","{NoDecision}"]""", answer[^1]);
    }

    [Fact]
    public async Task A_query_is_closed_of_which_a_source_says_nothing()
    {
        _relay = new TestEngine(relay => relay.QueryEvents(async (_, _, _, cancel) => await HangAsync(cancel)));
        var client = await _relay.ConnectAsync();

        Assert.Equal([$"""["CLOSED","q","{NoDecision}"]"""], await AfterDeadlineAsync(client.QueryAsync("q", "{}")));
    }

    [Theory]
    [InlineData("RejectCountFilter")]
    [InlineData("CountEvents")]
    public async Task A_count_is_closed_that_a_hook_does_not_answer(string hook)
    {
        _relay = new TestEngine(relay => _ = hook == "CountEvents"
            ? relay.CountEvents((_, cancel) => HangAsync(1L, cancel), appliesVisibility: true)
            : relay.UseInMemoryStore().RejectCountFilter((_, _, cancel) => HangAsync(Verdict.Accept, cancel)));
        var client = await _relay.ConnectAsync();

        Assert.Equal($"""["CLOSED","count","{NoDecision}"]""", await AfterDeadlineAsync(client.CountAsync("{}")));
    }

    [Fact]
    public async Task A_source_may_take_long_as_long_as_it_goes_on()
    {
        var steps = new SemaphoreSlim(0);
        var events = Enumerable.Range(0, 4).Select(i => _alice.Note(at: 2_000 - i)).ToList();
        var client = await StartAsync(relay => relay.QueryEvents(async (_, _, sink, cancel) =>
        {
            foreach (var e in events)
            {
                await steps.WaitAsync(cancel);
                sink.TryWrite(e.View);
            }
        }));
        var answer = client.QueryAsync("q", "{}");
        for (var i = 0; i < events.Count; i++)
        {
            await _relay!.Time.TimerAsync(Patience);
            _relay.Time.Advance(Patience - TimeSpan.FromSeconds(1));
            steps.Release();
            if (i < events.Count - 1)
                await client.Outbox.WaitForCountAsync(i);
        }

        Assert.Equal(events.Count + 1, (await answer.Within("EOSE")).Count);
    }

    [Fact]
    public async Task A_live_event_is_left_out_that_a_hook_does_not_let_through_and_the_next_one_comes()
    {
        var client = await StartAsync(relay => relay
            .PreventBroadcast((_, e, cancel) => e.Content == "prevent" ? HangAsync(false, cancel) : new(false))
            .OverwriteResponseEvent((_, e, cancel) => e.Content == "overwrite" ? HangAsync(e, cancel) : new(e)));
        await client.QueryAsync("live", """{"since":1}""");
        var publisher = await _relay!.ConnectAsync();
        await publisher.PublishAsync(_alice.Note("prevent"));
        await PassDeadlineAsync();
        await publisher.PublishAsync(_alice.Note("overwrite"));
        await PassDeadlineAsync();
        var third = _alice.Note("third");
        await publisher.PublishAsync(third);

        await client.Outbox.WaitForAsync(message => message == RecordingOutbox.EventMessage("live", third), 0);
        Assert.Equal(2, client.Messages.Count);
    }

    [Fact]
    public async Task A_connection_is_refused_on_which_no_hook_decides_and_information_goes_out_unchanged()
    {
        await StartAsync(relay => relay
            .RejectConnection((_, cancel) => HangAsync(Verdict.Accept, cancel))
            .OverwriteRelayInformation((_, information, cancel) => HangAsync(information with { Name = "changed" }, cancel)));
        var verdict = _relay!.Engine.RejectConnectionAsync(new() { Id = 7 }, default).AsTask();
        await PassDeadlineAsync();
        Assert.Equal("error: no decision in time", (await verdict.Within("the verdict")).Message);

        var information = _relay.Engine.GetInformationAsync(new() { Id = 7 }, default).AsTask();
        await PassDeadlineAsync();
        Assert.NotEqual("changed", (await information.Within("the information")).Name);
    }

    [Fact]
    public async Task A_connection_opens_without_its_hook_and_the_others_are_told_all_the_same()
    {
        var told = 0;
        var opening = StartAsync(relay => relay
            .OnConnect(async (_, cancel) => await HangAsync(cancel))
            .OnConnect((ClientContext _) => told++));
        var client = await AfterDeadlineAsync(opening);

        Assert.Equal(1, told);
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", "{}"));
    }

    [Fact]
    public async Task A_client_that_is_gone_holds_no_place_while_hooks_are_told_so()
    {
        var client = await StartAsync(relay => relay.OnDisconnect(async _ => await _never.Task));
        await client.Session.CloseAsync().AsTask().Within("the end of the session");

        Assert.Equal(0, _relay!.Engine.Connections);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_what_answers_its_questions()
    {
        using var gone = new CancellationTokenSource();
        var client = await StartAsync(relay => relay.RejectFilter((_, _, cancel) => HangAsync(Verdict.Accept, cancel)));
        var asking = client.Session.ConsumeAsync("[\"REQ\",\"q\",{}]"u8.ToArray(), gone.Token).AsTask();
        await _relay!.Time.TimerAsync(Patience);
        await gone.CancelAsync();
        await asking.Within("the end of the question");

        Assert.True(Assert.Single(_tokens).IsCancellationRequested);
        Assert.Empty(_relay.Log.Errors);
    }

    [Fact]
    public async Task A_client_that_leaves_does_not_end_what_decides_about_its_events()
    {
        var client = await StartAsync(relay => relay.RejectEvent((_, _, cancel) => HangAsync(Verdict.Accept, cancel)));
        await client.SendEventAsync(_alice.Note());
        await _relay!.Time.TimerAsync(Patience);
        var closed = client.Session.CloseAsync().AsTask();
        Assert.False(Assert.Single(_tokens).IsCancellationRequested);

        _relay.Time.Advance(Patience);
        await closed.Within("the end of the session");
        Assert.True(Assert.Single(_tokens).IsCancellationRequested);
        Assert.Equal(0, _relay.Engine.Connections);
    }

    [Fact]
    public async Task Removals_go_on_after_one_that_a_hook_does_not_take()
    {
        var told = new ConcurrentQueue<string>();
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = await StartAsync(relay => relay.OnEventDeleted(async (e, cancel) =>
        {
            told.Enqueue(e.Content);
            if (e.Content == "first")
                await HangAsync(cancel);
            else
                second.SetResult();
        }));
        NostrEvent[] notes = [_alice.Note("first"), _alice.Note("second")];
        foreach (var note in notes)
            await client.PublishAsync(note);
        await client.PublishAsync(_alice.Deletion(notes[0]));
        await client.PublishAsync(_alice.Deletion(notes[1]));
        await PassDeadlineAsync();

        await second.Task.Within("the second removal");
        Assert.Equal(["first", "second"], told);
    }

    [Fact]
    public async Task Deadlines_are_counted_one_by_one_and_logged_twenty_times_a_minute()
    {
        const int Events = 60;
        var client = await StartAsync(relay => relay.RejectEvent((_, _, cancel) => HangAsync(Verdict.Accept, cancel)));
        long counted = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _relay!.Metrics.Meter) && instrument.Name == "relay.hooks.timeouts")
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();
        for (var i = 0; i < Events; i++)
            await client.SendEventAsync(_alice.Note($"{i}"));
        while (_tokens.Count < Events)
            await Task.Yield();
        while (client.Messages.Count < Events)
        {
            await _relay!.Time.TimerAsync(Patience);
            _relay.Time.Advance(Patience);
            await Task.Yield();
        }

        Assert.Equal(Events, Interlocked.Read(ref counted));
        Assert.InRange(_relay!.Log.Errors.Count(), 20, 40);
        Assert.All(_relay.Log.Errors, static line => Assert.Contains("gave no answer within 15 s", line, StringComparison.Ordinal));
    }
}
