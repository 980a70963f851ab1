using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Core.Tests;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

/// <summary>The policy by itself, with shell scripts as plugins and a clock that stands still.</summary>
public sealed class PluginPolicyTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("relay-test-").FullName;
    readonly FakeTime _time = new();
    readonly RecordingLog _log = new();
    readonly RelayMetrics _metrics = new();
    readonly Author _alice = new();

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    PluginPolicy Policy(string script, int maxInFlight = 256, bool reads = false, int maxEventBytes = 65_536)
    {
        var path = WriteScript(script);
        return new PluginPolicy(
            new PluginOptions
            {
                Command = "/bin/sh",
                Arguments = [path],
                MaxInFlight = maxInFlight,
                Reads = reads,
                MaxEventBytes = maxEventBytes,
            },
            _time, new Logger<PluginPolicy>(_log), _metrics);
    }

    string WriteScript(string script)
    {
        var path = Path.Combine(_folder, "plugin.sh");
        File.WriteAllText(path, "read_id() { id=${line#*\\\"id\\\":\\\"}; id=${id%%\\\"*}; }\n" + script);
        return path;
    }

    /// <summary>Waits for what the plugin writes to its standard error.</summary>
    async Task LogAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (!_log.Entries.Any(entry => entry.Text.Contains(text, StringComparison.Ordinal)))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    Task<Verdict> AskAsync(PluginPolicy policy, NostrEvent e, CancellationToken cancel = default) =>
        policy.RejectEventAsync(Judge.Client, e, cancel).AsTask();

    [Fact]
    public async Task Several_in_flight_of_the_same_id_are_answered_first_come_first_served()
    {
        await using var policy = Policy("""
            read -r line; read_id; read -r line; read -r line
            for i in 1 2 3; do printf '{"id":"%s","action":"reject","msg":"%s"}\n' "$id" $i; done
            read -r line
            """);
        var e = _alice.Note();
        Task<Verdict>[] asked = [AskAsync(policy, e), AskAsync(policy, e), AskAsync(policy, e)];

        var answers = await Task.WhenAll(asked).Within("answers");
        Assert.Equal(["blocked: 1", "blocked: 2", "blocked: 3"], answers.Select(static verdict => verdict.Message));
    }

    [Fact]
    public async Task Time_that_an_event_waits_for_its_turn_counts()
    {
        await using var policy = Policy("""while read -r line; do :; done""", maxInFlight: 1);
        var first = AskAsync(policy, _alice.Note());
        _time.Advance(TimeSpan.FromSeconds(5));
        var second = AskAsync(policy, _alice.Note());

        _time.Advance(TimeSpan.FromSeconds(5.01));
        Assert.StartsWith("error: ", (await first.Within("the first timeout")).Message, StringComparison.Ordinal);
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.StartsWith("error: ", (await second.Within("the second timeout")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_nobody_waits_for_any_more_is_not_waited_for()
    {
        await using var policy = Policy("""while read -r line; do :; done""");
        using var leaving = new CancellationTokenSource();
        var asked = AskAsync(policy, _alice.Note(), leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.Within("the end"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(policy, _alice.Note(), leaving.Token));
    }

    [Fact]
    public async Task Whoever_waits_at_the_end_gets_the_decided_outcome_and_so_does_who_comes_later()
    {
        var policy = Policy("trap '' TERM; while :; do sleep 1000; done");
        var asked = AskAsync(policy, _alice.Note());
        await policy.DisposeAsync().AsTask().Within("the end of the plugin");

        Assert.StartsWith("error: ", (await asked.Within("the outcome")).Message, StringComparison.Ordinal);
        Assert.StartsWith("error: ", (await AskAsync(policy, _alice.Note()).Within("the outcome")).Message, StringComparison.Ordinal);
        await policy.DisposeAsync();
    }

    [Fact]
    public async Task Plugin_is_asked_about_filters_only_if_it_wants_to_be()
    {
        await using var policy = Policy("exit 1");

        Assert.True(policy.RejectFilterAsync(Judge.Client, new Filter(), default).AsTask().IsCompletedSuccessfully);
        Assert.False((await policy.RejectCountFilterAsync(Judge.Client, new Filter(), default)).IsRefused);
    }

    [Fact]
    public async Task Every_filter_has_an_id_of_its_own()
    {
        await using var policy = Policy("""
            read -r line; read_id; first=$id; read -r line; read_id
            [ "$first" = "$id" ] && exit 1
            for each in "$id" "$first"; do printf '{"id":"%s","action":"reject","msg":"%s"}\n' $each $each; done
            read -r line
            """, reads: true);
        var one = policy.RejectFilterAsync(Judge.Client, new Filter(), default).AsTask();
        var other = policy.RejectCountFilterAsync(Judge.Client, new Filter(), default).AsTask();

        var messages = await Task.WhenAll(one, other).Within("answers");
        Assert.NotEqual(messages[0].Message, messages[1].Message);
        Assert.All(messages, static verdict => Assert.Matches("^blocked: [0-9a-f]{64}$", verdict.Message));
    }

    [Fact]
    public async Task Overburdened_plugin_that_answers_is_not_taken_for_one_that_hangs()
    {
        // Answers every event but those whose content is "lost", as a plugin that drops some.
        await using var policy = Policy("""
            while read -r line; do
              case $line in *'"content":"lost"'*) continue ;; esac
              read_id; printf '{"id":"%s","action":"reject","msg":"%s"}\n' "$id" $$
            done
            """);
        var before = await AskAsync(policy, _alice.Note()).Within("an answer");
        for (var i = 0; i < 5; i++)
        {
            var lost = AskAsync(policy, _alice.Note("lost"));
            _time.Advance(TimeSpan.FromSeconds(6));
            await AskAsync(policy, _alice.Note()).Within("an answer");
            _time.Advance(TimeSpan.FromSeconds(4.01));
            Assert.StartsWith("error: ", (await lost.Within("a timeout")).Message, StringComparison.Ordinal);
        }

        Assert.Equal(before.Message, (await AskAsync(policy, _alice.Note()).Within("an answer")).Message);
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task Question_whose_client_left_before_its_process_ended_is_forgotten()
    {
        // The first process answers its second question and ends at the third.
        await using var policy = Policy($$"""
            cd '{{_folder}}'
            if [ ! -e ended ]; then
              read -r line; read -r line; read_id; printf '{"id":"%s","action":"accept"}\n' "$id"
              read -r line; : >ended; exit 1
            fi
            while read -r line; do read_id; printf '{"id":"%s","action":"accept"}\n' "$id"; done
            """, reads: true);
        using var leaving = new CancellationTokenSource();
        var left = policy.RejectFilterAsync(Judge.Client, new Filter(), leaving.Token).AsTask();
        Assert.False((await AskAsync(policy, _alice.Note()).Within("the second question")).IsRefused);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left.Within("the end"));
        Assert.False((await AskAsync(policy, _alice.Note("ends")).Within("the next process")).IsRefused);

        // The question's time is over, so nobody waits for its answer.
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.False((await AskAsync(policy, _alice.Note("later")).Within("an answer")).IsRefused);
    }

    [Fact]
    public async Task Plugin_that_hangs_is_killed_however_seldom_it_is_asked()
    {
        // Answers ten events and no more. The next process answers all.
        await using var policy = Policy($$"""
            cd '{{_folder}}'
            if [ ! -e hung ]; then
              for i in 1 2 3 4 5 6 7 8 9 10; do read -r line; read_id; printf '{"id":"%s","action":"accept"}\n' "$id"; done
              : >hung; for i in 1 2 3; do read -r line; echo "silence $i" >&2; done; read -r line; exit 1
            fi
            while read -r line; do read_id; printf '{"id":"%s","action":"accept"}\n' "$id"; done
            """);
        for (var i = 0; i < 10; i++)
            Assert.False((await AskAsync(policy, _alice.Note($"{i}")).Within("an answer")).IsRefused);

        for (var i = 0; i < 3; i++)
        {
            var asked = AskAsync(policy, _alice.Note($"silence {i}"));
            await LogAsync($"silence {i + 1}");
            _time.Advance(TimeSpan.FromMinutes(10));
            Assert.StartsWith("error: ", (await asked.Within("a timeout")).Message, StringComparison.Ordinal);
        }
        Assert.False((await AskAsync(policy, _alice.Note("later")).Within("the next process")).IsRefused);
    }

    [Fact]
    public async Task Plugin_that_never_answers_a_question_may_change_as_often_as_others()
    {
        const string each = """
            while read -r line; do
              case $line in *'"content":"lost"'*) continue ;; esac
              read_id; printf '{"id":"%s","action":"reject","msg":"%s"}\n' "$id"
            """;
        await using var policy = Policy(each + " one; done");
        var lost = AskAsync(policy, _alice.Note("lost"));
        Assert.Equal("blocked: one", (await AskAsync(policy, _alice.Note("1")).Within("an answer")).Message);
        _time.Advance(TimeSpan.FromSeconds(10.01));
        await lost.Within("a timeout");

        WriteScript(each + " second; done");
        Assert.Equal("blocked: second", (await AskAsync(policy, _alice.Note("2")).Within("an answer")).Message);
        WriteScript(each + " third; done");
        Verdict answer;
        // The process before it has some seconds to end.
        using var deadline = new CancellationTokenSource(Deadline.Default);
        do
            answer = await AskAsync(policy, _alice.Note("3")).Within("an answer");
        while (answer.Message == "blocked: second" && !deadline.IsCancellationRequested);
        Assert.Equal("blocked: third", answer.Message);
    }

    [Fact]
    public async Task What_a_plugin_has_started_ends_with_it_also_if_it_ends_by_itself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere nothing says what a process has started");
        string child;
        await using (var policy = Policy("""
            sleep 1000 >/dev/null 2>&1 & child=$!
            while read -r line; do read_id; printf '{"id":"%s","action":"reject","msg":"%s"}\n' "$id" $child; done
            """))
        {
            child = (await AskAsync(policy, _alice.Note()).Within("an answer")).Message["blocked: ".Length..];
        }

        var status = $"/proc/{child}/status";
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (IsAlive())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        bool IsAlive()
        {
            try
            {
                return !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Event_that_is_too_large_is_refused_without_asking()
    {
        NostrEvent largest = _alice.Note(new string('x', 1000)), tooLarge = _alice.Note(new string('x', 1001));
        await using var policy = Policy(
            """read -r line; read_id; printf '{"id":"%s","action":"accept"}\n' "$id"; read -r line && exit 1""",
            maxEventBytes: EventJson.Length(largest.View));

        Assert.Equal(
            $"invalid: the event is longer than {EventJson.Length(largest.View)} bytes, the most that this relay's policy reads",
            (await AskAsync(policy, tooLarge)).Message);
        Assert.Equal("", (await AskAsync(policy, largest).Within("an answer")).Message);
        Assert.Equal(65_536, new PluginOptions().MaxEventBytes);
    }
}
