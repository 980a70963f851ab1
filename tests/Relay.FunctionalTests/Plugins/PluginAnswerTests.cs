namespace Relay.FunctionalTests;

/// <summary>Answers in any order, wrong answers, and lines that are not answers: none of them accepts an event by mistake.</summary>
public sealed class PluginAnswerTests : PluginTests
{
    const string Undecided = "error: this relay's policy gives no answer; try again later";

    [Fact]
    public async Task Answers_may_come_in_any_order()
    {
        // As many questions as a plugin has at once before its first answer.
        const int count = 8;
        // Answers nothing until it has all questions, then the last one first.
        await using var relay = await Plugin.RunningAsync($$"""
            ids=
            n=0
            while IFS= read -r line; do
              read_event "$line"
              ids="$id:$content $ids"
              n=$((n + 1))
              [ $n -eq {{count}} ] && for each in $ids; do
                case $each in *5) answer "${each%%:*}" reject "blocked: five" ;; *) answer "${each%%:*}" accept ;; esac
              done
            done
            """);
        await using var client = await relay.ConnectAsync();
        var notes = await SendAsync(client, Enumerable.Range(0, count).Select(i => $"{i}"));

        foreach (var note in notes)
            Assert.Equal(note.Content.EndsWith('5') ? "blocked: five" : "", (await client.OkAsync(note.Id.ToString())).Message);
        Assert.Equal(count - 1, await client.CountAsync("{}"));
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task Only_the_first_of_two_answers_counts()
    {
        await using var relay = await Plugin.RunningAsync(Loop("""
            no-yes) answer "$id" reject "blocked: first"; answer "$id" accept ;;
            yes-no) answer "$id" accept; answer "$id" reject "blocked: second" ;;
            """));
        await using var client = await relay.ConnectAsync();

        Assert.Equal("blocked: first", await RefusalAsync(client, "no-yes"));
        await AssertAcceptedAsync(client, "yes-no");
        await AssertAcceptedAsync(client, "hello");
        Assert.Equal(["hello", "yes-no"], (await client.QueryAsync("{}")).Contents);
        Assert.True(IsLogged(relay, "it answers no open question"));
    }

    [Fact]
    public async Task Answers_for_others_and_before_the_question_count_for_nothing()
    {
        await using var relay = await Plugin.RunningAsync(Loop("""
            early*) answer "${content#early }" accept; answer "$id" accept ;;
            no) answer "$id" reject "blocked: no" ;;
            """));
        await using var client = await relay.ConnectAsync();
        var later = Alice.Note("no");

        await AssertAcceptedAsync(client, $"early {later.Id}");
        Assert.Equal("blocked: no", (await client.PublishAsync(later)).Message);
    }

    [Theory]
    [InlineData("""answer "0000000000000000000000000000000000000000000000000000000000000000" accept""")]
    [InlineData("""answer "" accept""")]
    [InlineData("""answer "$content" accept""")]
    [InlineData("""printf 'accept\n'""")]
    [InlineData("""printf '[{"id":"%s","action":"accept"}]\n' "$id" """)]
    [InlineData("""printf '{"id":["%s"],"action":"accept"}\n' "$id" """)]
    [InlineData("""printf '\377\376{"id":"%s","action":"accept"}\n' "$id" """)]
    [InlineData("""printf '%70000s' ''; answer "$id" accept""")]
    public async Task Line_that_is_no_answer_lets_nothing_in(string line)
    {
        await using var relay = await Plugin.RunningAsync(Loop($"""
            junk) {line}; answer "$id" reject "blocked: in a line of its own" ;;
            """));
        await using var client = await relay.ConnectAsync();

        Assert.Equal("blocked: in a line of its own", await RefusalAsync(client, "junk"));
        Assert.True(IsLogged(relay, "wrote a line that is not an answer"));
    }

    [Theory]
    [InlineData("""answer "$id" delete""")]
    [InlineData("""printf '{"id":"%s"}\n' "$id" """)]
    [InlineData("""printf '{"id":"%s","action":"reject","msg":1}\n' "$id" """)]
    [InlineData("""printf '{"id":"%s","action":"reject","msg":"\377"}\n' "$id" """)]
    [InlineData("""printf '{"id":"%s","action":"reject","action":"accept"}\n' "$id" """)]
    [InlineData("""printf '{"id":"%s","action":"accept"' "$id"; echo""")]
    [InlineData("""printf '{"id":"%s","action":"accept"},\n' "$id" """)]
    [InlineData("""printf '{"id":"%s"' "$id"; printf '%3000000s' ''; printf ',"action":"accept"}\n'""")]
    public async Task Answer_that_names_its_event_but_cannot_be_used_refuses_it_whatever_OnFailure_says(string line)
    {
        await using var relay = await Plugin.RunningAsync(Loop($"odd) {line} ;;"), ("OnFailure", "Accept"));
        await using var client = await relay.ConnectAsync();

        for (var i = 0; i < 3; i++)
            Assert.Equal("blocked: not accepted by this relay's policy", await RefusalAsync(client, "odd"));
        Assert.True(IsLogged(relay, "gave an answer that cannot be used"));
        Assert.Single(relay.Log.Records);
        Assert.Equal(0, await client.CountAsync("{}"));
    }

    [Fact]
    public async Task Byte_order_mark_before_an_answer_is_no_part_of_it()
    {
        await using var relay = await Plugin.RunningAsync(Loop("""
            yes) printf '\357\273\277'; answer "$id" accept ;;
            no) printf '\357\273\277'; answer "$id" reject "blocked: no" ;;
            """));
        await using var client = await relay.ConnectAsync();

        await AssertAcceptedAsync(client, "yes");
        Assert.Equal("blocked: no", await RefusalAsync(client, "no"));
        Assert.Empty(relay.Log.Records);
    }

    [Theory]
    [InlineData("Reject", false, Undecided)]
    [InlineData("Accept", true, "")]
    public async Task What_is_not_answered_in_time_is_decided_by_the_settings(string onFailure, bool isAccepted, string message)
    {
        await using var relay = await Plugin.RunningAsync(
            Loop("silence) ;;"), ("TimeoutMilliseconds", "300"), ("OnFailure", onFailure));
        await using var client = await relay.ConnectAsync();

        var ok = await PublishAsync(client, "silence");
        Assert.Equal((isAccepted, message), (ok.Accepted, ok.Message));
        Assert.True(IsLogged(relay, "did not answer 1 questions in time"));
    }

    [Fact]
    public async Task Late_answer_counts_for_nothing()
    {
        var gate = await Plugin.PipeAsync("gate");
        await using var relay = await Plugin.RunningAsync(
            Loop("""late) read -r _ <gate; answer "$id" accept ;;"""), ("TimeoutMilliseconds", "3000"));
        await using var client = await relay.ConnectAsync();
        var late = Alice.Note("late");

        Assert.Equal(Undecided, (await client.PublishAsync(late)).Message);
        await PluginRelay.ReleaseAsync(gate);
        await AssertAcceptedAsync(client, "hello");
        Assert.Equal(["hello"], (await client.QueryAsync("{}")).Contents);
        // It is known which question the line is about, and it shows that the plugin lives.
        Assert.DoesNotContain(relay.Log.Records, static record => record.Message.Contains("not an answer:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_on_standard_error_go_to_the_log_and_a_flood_of_junk_does_not()
    {
        await using var relay = await Plugin.RunningAsync(Loop(
            """junk) i=0; while [ $i -lt 1000 ]; do echo junk; i=$((i + 1)); done; echo told >&2; answer "$id" accept ;;"""));
        await using var client = await relay.ConnectAsync();

        await AssertAcceptedAsync(client, "junk");
        Assert.Equal(20, relay.Log.Records.Count(static record => record.Message.Contains("not an answer", StringComparison.Ordinal)));
    }
}
