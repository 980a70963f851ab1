using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>The hint in EOSE about further events, and the events that are sent beyond the relay's own limit (NIP-67).</summary>
public sealed class EoseHintTests
{
    const string Finish = "finish", More = "more", Nothing = "";
    const long T = Author.FirstTime;

    readonly Author _alice = new();

    [Theory]
    [InlineData(3, "{\"limit\":4}", 3, Finish)]
    [InlineData(3, "{\"limit\":3}", 3, Finish)]
    [InlineData(3, "{\"limit\":2}", 2, More)]
    [InlineData(3, "{\"limit\":1}", 1, More)]
    [InlineData(3, "{}", 3, Finish)]
    [InlineData(3, "{\"kinds\":[7]}", 0, Finish)]
    [InlineData(3, "{\"kinds\":[]}", 0, Finish)]
    [InlineData(3, "{\"limit\":0}", 0, Nothing)]
    [InlineData(3, "{\"kinds\":[],\"limit\":0}", 0, Finish)]
    [InlineData(10, "{}", 10, Finish)]
    [InlineData(11, "{}", 10, More)]
    [InlineData(11, "{\"limit\":10}", 10, More)]
    [InlineData(20, "{\"limit\":20}", 20, Finish)]
    [InlineData(21, "{\"limit\":20}", 20, More)]
    [InlineData(20, "{\"limit\":50}", 20, Finish)]
    [InlineData(21, "{\"limit\":50}", 20, More)]
    public async Task One_filter_is_told_exactly(int stored, string filter, int sent, string hint)
    {
        await using var relay = await RelayOfAsync(Enumerable.Range(0, stored).Select(i => _alice.Note($"{i}", T + i)));
        await AssertAnswerAsync(relay, sent, hint, filter);
    }

    [Theory]
    [InlineData(12, 5, Finish, "{\"kinds\":[1],\"limit\":12}", "{\"kinds\":[7]}")]
    [InlineData(12, 5, More, "{\"kinds\":[1],\"limit\":11}", "{\"kinds\":[7]}")]
    [InlineData(12, 5, More, "{\"kinds\":[1],\"limit\":11}", "{\"kinds\":[7],\"limit\":4}")]
    [InlineData(12, 5, More, "{\"kinds\":[1],\"limit\":11}", "{\"limit\":0}")]
    [InlineData(12, 5, Nothing, "{\"kinds\":[1],\"limit\":12}", "{\"limit\":0}")]
    [InlineData(12, 5, Finish, "{\"kinds\":[1],\"limit\":12}", "{\"kinds\":[],\"limit\":0}")]
    public async Task Of_several_filters_all_must_be_exhausted(int notes, int reactions, string hint, params string[] filters)
    {
        var stored = Enumerable.Range(0, notes).Select(i => _alice.Note($"{i}"));
        await using var relay = await RelayOfAsync(stored.Concat(Enumerable.Range(0, reactions).Select(i => _alice.Event(7, $"{i}"))));
        var client = await relay.ConnectAsync();
        Assert.Equal(Eose(hint), (await client.QueryAsync("q", filters))[^1]);
    }

    // Seven notes. The second filter's matches beyond its limit are sent because of the first filter, so nobody looks for more.
    [Theory]
    [InlineData("{\"limit\":7}", 7, Nothing)]
    [InlineData("{\"limit\":6}", 6, More)]
    [InlineData("{\"limit\":3}", 3, More)]
    [InlineData("{\"limit\":2}", 3, More)]
    public async Task Filter_whose_further_events_another_one_wants_is_unknown(string other, int sent, string hint)
    {
        await using var relay = await RelayOfAsync(Enumerable.Range(0, 7).Select(i => _alice.Note($"{i}", T + i)));
        await AssertAnswerAsync(relay, sent, hint, other, "{\"kinds\":[1],\"limit\":3}");
        await AssertAnswerAsync(relay, sent, hint, "{\"kinds\":[1],\"limit\":3}", other);
    }

    [Theory]
    // The default limit is 10. A tie of that many events begins at the tenth.
    [InlineData(1, 5, "{}", 10, More)]
    [InlineData(2, 5, "{}", 11, More)]
    [InlineData(2, 0, "{}", 11, Finish)]
    [InlineData(101, 0, "{}", 110, Finish)]
    [InlineData(101, 1, "{}", 110, More)]
    [InlineData(102, 0, "{}", 110, More)]
    [InlineData(200, 5, "{}", 110, More)]
    // A client's own limit is kept, even if it equals the default.
    [InlineData(5, 5, "{\"limit\":10}", 10, More)]
    [InlineData(5, 5, "{\"limit\":12}", 12, More)]
    public async Task Events_of_the_last_second_are_completed_beyond_the_relays_own_limit(
        int tied, int older, string filter, int sent, string hint)
    {
        var newer = Enumerable.Range(0, 9).Select(i => _alice.Note($"newer {i}", T + 10 + i));
        var tie = Enumerable.Range(0, tied).Select(i => _alice.Note($"tied {i}", T));
        var rest = Enumerable.Range(1, older).Select(i => _alice.Note($"older {i}", T - i));
        await using var relay = await RelayOfAsync([.. newer, .. tie, .. rest]);
        await AssertAnswerAsync(relay, sent, hint, filter);
    }

    [Theory]
    [InlineData("{\"limit\":20}", 20, More)]
    [InlineData("{\"limit\":21}", 21, More)]
    [InlineData("{\"limit\":30}", 30, More)]
    [InlineData("{\"limit\":31}", 31, Finish)]
    [InlineData("{\"limit\":32}", 31, Finish)]
    public async Task Completion_of_the_last_second_stops_where_the_client_said(string filter, int sent, string hint)
    {
        await using var relay = await RelayOfAsync(Enumerable.Range(0, 31).Select(i => _alice.Note($"{i}", T)));
        await AssertAnswerAsync(relay, sent, hint, filter);
    }

    [Fact]
    public async Task Hint_is_about_what_the_client_may_see()
    {
        await using var relay = await RelayOfAsync([_alice.Event(1059, at: T, tags: ["p", _alice.Hex]), _alice.Note("visible", T + 1)]);
        await AssertAnswerAsync(relay, 1, Finish, "{\"limit\":1}");
    }

    [Theory]
    [InlineData(8, EoseHint.Finish)]
    [InlineData(5, EoseHint.More)]
    public async Task Sink_that_is_full_now_and_then_changes_nothing(int limit, EoseHint hint)
    {
        await using var relay = await RelayOfAsync(Enumerable.Range(0, 8).Select(i => _alice.Note($"{i}", T + i)));
        var probe = new LimitProbe(new Filter { Limit = limit }, new LimitsOptions(), relay.Time);
        var sink = new CollectingSink(fullEvery: 2);
        var query = new EventQuery { Filters = probe.Filters, Visibility = Visibility.Everything };
        await relay.Store.QueryEventsAsync(query, probe.Before(sink), default);

        Assert.Equal((limit, hint), (sink.Events.Count, probe.Hint));
        Assert.Equal((limit - 1) / 2, sink.Waits);
    }

    [Fact]
    public async Task Events_that_hooks_change_are_told_by_what_is_stored()
    {
        var other = new Author().Event(7);
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().OverwriteResponseEvent((_, _) => other), SmallLimits());
        var client = await relay.ConnectAsync();
        for (var i = 0; i < 3; i++)
            await client.PublishAsync(_alice.Note($"{i}"));
        await AssertAnswerAsync(relay, 3, Finish, "{\"kinds\":[1],\"limit\":3}", "{\"kinds\":[2]}");
        await AssertAnswerAsync(relay, 2, More, "{\"kinds\":[1],\"limit\":2}");
    }

    [Theory]
    [InlineData("{\"limit\":6}", 6, Finish)]
    [InlineData("{\"limit\":5}", 5, More)]
    public async Task Several_stores_are_told_together(string filter, int sent, string hint)
    {
        var (one, other) = (new InMemoryStore(), new InMemoryStore());
        await using var relay = new TestEngine(relay => relay.UseStore(one).UseStore(other), SmallLimits());
        for (var i = 0; i < 6; i++)
        {
            var note = _alice.Note($"{i}");
            if (i % 3 < 2)
                await one.AdmitAsync(note, default);
            if (i % 3 > 0)
                await other.AdmitAsync(note, default);
        }
        await AssertAnswerAsync(relay, sent, hint, filter);
    }

    [Fact]
    public async Task Source_is_told_when_nothing_more_is_wanted()
    {
        var written = 0;
        await using var relay = new TestEngine(relay => relay.QueryEvents(async (_, _, sink, cancel) =>
        {
            for (; !sink.IsComplete; written++)
            {
                while (!sink.TryWrite(_alice.Note($"{written}", T - written).View))
                    await sink.WaitForRoomAsync(cancel);
            }
        }), new RelayOptions { Protocol = new ProtocolOptions { EoseHints = true } });
        await AssertAnswerAsync(relay, 3, More, "{\"limit\":3}");
        Assert.InRange(written, 4, 1000);
    }

    [Fact]
    public void Search_beyond_the_limits_is_given_up_after_a_while_and_then_nothing_is_known()
    {
        var time = new FakeTime();
        var probe = new LimitProbe(new Filter { Limit = 2 }, new LimitsOptions(), time).Before(new CollectingSink());
        Assert.True(probe.TryWrite(_alice.Note("2", T + 2).View));
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(probe.IsComplete);
        Assert.True(probe.TryWrite(_alice.Note("1", T + 1).View));
        time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.Equal((false, EoseHint.Finish), (probe.IsComplete, probe.Hint));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((true, EoseHint.None), (probe.IsComplete, probe.Hint));

        // The event comes anyway, from a source that does not ask whether more are wanted.
        Assert.True(probe.TryWrite(_alice.Note("0", T).View));
        Assert.Equal(EoseHint.More, probe.Hint);
    }

    [Fact]
    public void Source_that_took_its_time_but_came_to_its_end_is_believed()
    {
        var time = new FakeTime();
        var probe = new LimitProbe(new Filter { Limit = 1 }, new LimitsOptions(), time).Before(new CollectingSink());
        Assert.True(probe.TryWrite(_alice.Note().View));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(EoseHint.Finish, probe.Hint);
    }

    [Fact]
    public async Task Without_hints_limits_are_kept_to_the_event_and_nothing_is_told()
    {
        await using var relay = await RelayOfAsync(Enumerable.Range(0, 12).Select(i => _alice.Note($"{i}", T)), hints: false);
        await AssertAnswerAsync(relay, 10, Nothing, "{}");
        await AssertAnswerAsync(relay, 12, Nothing, "{\"limit\":15}");
        await AssertAnswerAsync(relay, 1, Nothing, "{\"limit\":1}");
        await AssertAnswerAsync(relay, 0, Nothing, "{\"kinds\":[]}");
        Assert.DoesNotContain(67, (await relay.Engine.GetInformationAsync(new() { Id = 1 }, default)).SupportedNips);
    }

    static RelayOptions SmallLimits(bool hints = true) => new()
    {
        Limits = new LimitsOptions { DefaultLimit = 10, MaxLimit = 20 },
        Protocol = new ProtocolOptions { EoseHints = hints },
    };

    static async Task<TestEngine> RelayOfAsync(IEnumerable<NostrEvent> events, bool hints = true)
    {
        var relay = new TestEngine(options: SmallLimits(hints));
        foreach (var e in events)
            Assert.Equal(StoreStatus.Stored, (await relay.Store.AdmitAsync(e, default)).Status);
        return relay;
    }

    static async Task AssertAnswerAsync(TestEngine relay, int sent, string hint, params string[] filters)
    {
        var answer = await (await relay.ConnectAsync()).QueryAsync("q", filters);
        Assert.Equal((sent, Eose(hint)), (answer.Count - 1, answer[^1]));
    }

    static string Eose(string hint) => hint.Length == 0 ? """["EOSE","q"]""" : $"""["EOSE","q",["{hint}"]]""";
}
