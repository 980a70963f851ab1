using System.Diagnostics;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Plugins that hang, die, do not read or change. Events are still decided, and the next process answers.</summary>
public sealed class PluginProcessTests : PluginTests
{
    const string Undecided = "error: this relay's policy gives no answer; try again later";

    const string Culprit = "blocked: this relay's policy cannot decide on this";

    /// <summary>Long beyond every deadline of a test.</summary>
    const string Never = "600000";

    [Fact]
    public async Task Script_runs_by_itself_with_a_first_line_that_names_its_interpreter_and_without_one()
    {
        var script = Plugin.Write(Loop(""));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using (var relay = await PluginRelay.AskingAsync(script))
        {
            await using var client = await relay.ConnectAsync();
            await ProcessIdAsync(client);
        }
        File.WriteAllText(script, File.ReadAllText(script)["#!/bin/sh\n".Length..]);
        await using (var relay = await PluginRelay.AskingAsync(script))
        {
            await using var client = await relay.ConnectAsync();
            await ProcessIdAsync(client);
        }
    }

    [Fact]
    public async Task Plugin_that_hangs_is_killed_with_its_children_and_started_again()
    {
        var child = await Plugin.PipeAsync("child");
        await using var relay = await Plugin.RunningAsync(
            Loop("hang) sleep 1000 & echo $! >child; wait ;;"), ("TimeoutMilliseconds", "3000"));
        await using var client = await relay.ConnectAsync();
        var hanging = await ProcessIdAsync(client);
        var notes = await SendAsync(client, "hang", "a", "b");
        var sleeping = await PluginRelay.HearAsync(child);

        foreach (var note in notes)
            Assert.Equal(Undecided, (await client.OkAsync(note.Id.ToString())).Message);
        Assert.NotEqual(hanging, await ProcessIdAsync(client));
        await AssertEndsAsync(hanging);
        await AssertEndsAsync(sleeping);
        Assert.True(IsLogged(relay, "does not answer and is killed"));
    }

    [Fact]
    public async Task What_a_plugin_had_when_it_died_is_asked_once_more()
    {
        await using var relay = await Plugin.RunningAsync(
            Loop("""die) [ -e died ] || { : >died; exit 3; }; answer "$id" accept ;;"""), ("TimeoutMilliseconds", Never));
        await using var client = await relay.ConnectAsync();
        var notes = await SendAsync(client, "die", "a", "b");

        foreach (var note in notes)
            Assert.True((await client.OkAsync(note.Id.ToString())).Accepted);
        Assert.True(IsLogged(relay, "ended with status 3"));
    }

    [Fact]
    public async Task Event_that_kills_every_plugin_costs_two_processes_and_is_not_asked_about_again()
    {
        await using var relay = await Plugin.RunningAsync(
            "echo >>starts\n" + Loop("die) exit 3 ;;"), ("TimeoutMilliseconds", Never), ("OnFailure", "Accept"));
        await using var client = await relay.ConnectAsync();
        var deadly = Alice.Note("die");

        for (var i = 0; i < 5; i++)
        {
            await AssertAcceptedAsync(client, $"hello {i}");
            Assert.Equal(Culprit, (await client.PublishAsync(deadly)).Message);
        }
        await AssertAcceptedAsync(client, "goodbye");
        Assert.Equal(3, File.ReadAllLines(Plugin.File("starts")).Length);

        // Another program may do better.
        Plugin.Write(Loop(""));
        Assert.True((await client.PublishAsync(deadly)).Accepted);
    }

    [Fact]
    public async Task Event_that_kills_the_plugin_costs_two_processes_however_often_it_comes_at_once()
    {
        const int clients = 20;
        await using var relay = await Plugin.RunningAsync(
            "echo >>starts\n" + Loop("die) exit 3 ;;"), ("TimeoutMilliseconds", Never));
        var deadly = Alice.Note("die");
        await using var first = await relay.ConnectAsync();
        await AssertAcceptedAsync(first, "hello");

        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            await using var client = await relay.ConnectAsync();
            return await client.PublishAsync(deadly);
        }));
        Assert.All(answers, static answer => Assert.Equal(Culprit, answer.Message));
        await AssertAcceptedAsync(first, "goodbye");
        Assert.Equal(3, File.ReadAllLines(Plugin.File("starts")).Length);
    }

    [Fact]
    public async Task Events_that_kill_the_plugin_lose_no_others()
    {
        const int count = 200, deadly = 20;
        await using var relay = await Plugin.RunningAsync(
            "echo >>starts\n" + Loop("die*) exit 3 ;;"), ("TimeoutMilliseconds", Never));
        await using var attacker = await relay.ConnectAsync();
        await using var client = await relay.ConnectAsync();
        await AssertAcceptedAsync(client, "hello");

        var attack = new List<NostrEvent>();
        var notes = new List<NostrEvent>();
        for (var i = 0; i < count; i++)
        {
            if (i % (count / deadly) == 0)
            {
                attack.AddRange(await SendAsync(attacker, $"die{i}"));
                await AssertAcceptedAsync(attacker, $"calm {i}");
            }
            notes.AddRange(await SendAsync(client, $"{i}"));
        }

        foreach (var note in notes)
            Assert.True((await client.OkAsync(note.Id.ToString())).Accepted);
        foreach (var note in attack)
            Assert.False((await attacker.OkAsync(note.Id.ToString())).Accepted);
        Assert.InRange(File.ReadAllLines(Plugin.File("starts")).Length, deadly, 2 * deadly + 1);
    }

    [Fact]
    public async Task Plugin_is_told_by_the_end_of_its_input_and_then_by_SIGTERM_before_it_is_killed()
    {
        await using (var relay = await Plugin.RunningAsync(Loop("") + """

            trap 'echo told >>end; exit' TERM
            echo input >>end
            sleep 1000 &
            wait
            """))
        {
            await using var client = await relay.ConnectAsync();
            await AssertAcceptedAsync(client, "hello");
        }

        Assert.Equal(["input", "told"], File.ReadAllLines(Plugin.File("end")));
    }

    [Fact]
    public async Task Many_pending_events_of_one_connection_do_not_hold_up_those_of_another()
    {
        const int pending = 256, events = 40;
        var gate = await Plugin.PipeAsync("gate");
        await using var relay = await Plugin.RunningAsync("exec 3<gate\n" + Loop("first) answer \"$id\" accept ;;").Replace(
            "*) answer", "*) read -r _ <&3; answer", StringComparison.Ordinal), ("TimeoutMilliseconds", Never));
        await using var letting = await Task.Run(() => new FileStream(gate, FileMode.Open, FileAccess.Write)).Within("the plugin");
        await using var attacker = await relay.ConnectAsync();
        await using var client = await relay.ConnectAsync();
        var flood = await SendAsync(attacker, Enumerable.Range(0, pending).Select(static i => $"flood {i}"));
        await WaitingAsync(relay, pending);
        var notes = await SendAsync(client, Enumerable.Range(0, events).Select(static i => $"{i}"));
        await WaitingAsync(relay, pending + events);

        // Eight questions are with the plugin. Then each connection has its turn.
        await LetAsync(8 + 2 * events);
        foreach (var note in notes)
            Assert.True((await client.OkAsync(note.Id.ToString())).Accepted);
        await WaitingAsync(relay, pending - 8 - events);
        await LetAsync(pending - 8 - events);
        foreach (var note in flood)
            Assert.True((await attacker.OkAsync(note.Id.ToString())).Accepted);

        async Task LetAsync(int count)
        {
            await letting.WriteAsync(Enumerable.Repeat((byte)'\n', count).ToArray());
            await letting.FlushAsync();
        }
    }

    [Fact]
    public async Task Plugin_that_dies_at_once_for_ever_does_not_flood_the_log()
    {
        await using var relay = await Plugin.RunningAsync(
            "exit 1", ("RestartMilliseconds", "1"), ("RestartMaxMilliseconds", "1"), ("TimeoutMilliseconds", "2000"));
        await using var client = await relay.ConnectAsync();

        for (var i = 0; i < 30; i++)
            Assert.Equal(Undecided, await RefusalAsync(client, $"{i}"));
        var ends = relay.Log.Records.Count(static record => record.Message.Contains("ended with status 1", StringComparison.Ordinal));
        Assert.InRange(ends, 2, 20);
    }

    [Fact]
    public async Task Nobody_waits_for_a_plugin_that_is_started_only_when_the_time_is_over()
    {
        await using var relay = await Plugin.RunningAsync(
            "exit 1", ("RestartMilliseconds", "3600000"), ("RestartMaxMilliseconds", "3600000"), ("TimeoutMilliseconds", Never))
            ;
        await using var client = await relay.ConnectAsync();

        Assert.Equal(Undecided, await RefusalAsync(client, "a"));
        Assert.Equal(Undecided, await RefusalAsync(client, "b"));
        // The operator repairs the plugin, so it is tried again at once.
        Plugin.Write(Loop(""));
        await AssertAcceptedAsync(client, "c");
    }

    [Theory]
    [InlineData("exec >&-")] // its output
    [InlineData("exec <&-")] // its input
    public async Task Plugin_that_closes_one_end_but_lives_is_replaced(string closing)
    {
        await using var relay = await Plugin.RunningAsync(Loop($$"""
            close) [ -e closed ] || { : >closed; {{closing}}; sleep 1000; }; answer "$id" accept ;;
            """), ("TimeoutMilliseconds", Never));
        await using var client = await relay.ConnectAsync();
        var closed = await ProcessIdAsync(client);
        var notes = await SendAsync(client, "close");
        // Only a writer learns that nobody reads any more.
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (!File.Exists(Plugin.File("closed")))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        notes.AddRange(await SendAsync(client, "a"));

        foreach (var note in notes)
            Assert.True((await client.OkAsync(note.Id.ToString())).Accepted);
        await AssertEndsAsync(closed);
    }

    [Fact]
    public async Task Plugin_that_reads_nothing_holds_up_its_events_only()
    {
        await using var relay = await Plugin.RunningAsync("sleep 1000", ("TimeoutMilliseconds", "3000"));
        await using var client = await relay.ConnectAsync();
        // More than a pipe holds.
        var notes = await SendAsync(client, Enumerable.Range(0, 50).Select(i => $"{i}" + new string('x', 10_000)));

        foreach (var note in notes)
            Assert.Equal(Undecided, (await client.OkAsync(note.Id.ToString())).Message);
    }

    [Fact]
    public async Task Changed_plugin_takes_new_events_while_the_old_one_finishes()
    {
        string arrived = await Plugin.PipeAsync("arrived"), gate = await Plugin.PipeAsync("gate"), ended = await Plugin.PipeAsync("ended");
        await using var relay = await Plugin.RunningAsync(Loop("""
            held) echo here >arrived; read -r _ <gate; answer "$id" reject "blocked: old" ;;
            who) answer "$id" reject "blocked: old" ;;
            """) + "\necho end >ended", ("TimeoutMilliseconds", Never));
        await using var client = await relay.ConnectAsync();
        await using var other = await relay.ConnectAsync();
        Assert.Equal("blocked: old", await RefusalAsync(other, "who"));
        var held = (await SendAsync(client, "held"))[0];
        await PluginRelay.HearAsync(arrived);

        Plugin.Write(Loop("""who) answer "$id" reject "blocked: new" ;;"""));
        Assert.Equal("blocked: new", await RefusalAsync(other, "who"));
        await PluginRelay.ReleaseAsync(gate);
        Assert.Equal("blocked: old", (await client.OkAsync(held.Id.ToString())).Message);
        Assert.Equal("end", await PluginRelay.HearAsync(ended));
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task Plugin_whose_file_is_gone_goes_on()
    {
        await using var relay = await Plugin.RunningAsync(Loop(""));
        await using var client = await relay.ConnectAsync();
        var process = await ProcessIdAsync(client);
        File.Delete(Plugin.File("plugin.sh"));

        Assert.Equal(process, await ProcessIdAsync(client));
    }

    [Fact]
    public async Task Shutdown_waits_neither_for_the_plugin_nor_for_its_children()
    {
        var child = await Plugin.PipeAsync("child");
        string process, sleeping;
        await using (var relay = await Plugin.RunningAsync(
            Loop("hang) sleep 1000 & echo $! >child; wait ;;"), ("TimeoutMilliseconds", Never)))
        {
            await using var client = await relay.ConnectAsync();
            process = await ProcessIdAsync(client);
            await SendAsync(client, "hang", "a", "b");
            sleeping = await PluginRelay.HearAsync(child);
            var watch = Stopwatch.StartNew();
            await relay.StopAsync();
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }

        Assert.False(PluginRelay.IsAlive(process));
        // The signal is sent, but nobody waits for a grandchild to end.
        await AssertEndsAsync(sleeping);
    }

    [Fact]
    public async Task Slow_plugin_delays_neither_readers_nor_the_duplicates_of_others_nor_the_end_of_its_client()
    {
        var gone = new TaskCompletionSource();
        var arrived = await Plugin.PipeAsync("arrived");
        var script = Plugin.Write(Loop("slow) echo here >arrived ;;"));
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = PluginRelay.SettingsOf("/bin/sh", ("Arguments:0", script), ("TimeoutMilliseconds", "10000")),
            Configure = relay => relay.OnDisconnect(client =>
            {
                if (client.Id == 1)
                    gone.SetResult();
            }),
        });
        await using var client = await relay.ConnectAsync();
        await using var other = await relay.ConnectAsync();
        var stored = Alice.Note("stored");
        await client.PublishAllAsync(stored);
        await SendAsync(client, "slow");
        await PluginRelay.HearAsync(arrived);

        var duplicate = await other.PublishAsync(stored);
        Assert.Equal((true, "duplicate: already have this event"), (duplicate.Accepted, duplicate.Message));
        Assert.Equal([stored.Id], (await other.ReqAsync("live", "{}")).Ids);
        Assert.Equal(1, await other.CountAsync("{}"));
        // Another client's events are answered too, and reach their subscribers.
        await AssertAcceptedAsync(other, "meanwhile");
        Assert.Equal("meanwhile", (await other.NextAsync<EventReply>()).Event.Content);
        await client.DisconnectAsync();
        await gone.Task.Within("the hooks to learn of the end");
    }

    /// <summary>Waits until this many questions wait for the plugin.</summary>
    static async Task WaitingAsync(TestRelay relay, int count)
    {
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var deadline = new CancellationTokenSource(Deadline.Default);
        var line = $"\nrelay_plugin_waiting {count}\n";
        while (!(await http.GetStringAsync("/metrics", deadline.Token)).Contains(line, StringComparison.Ordinal))
            await Task.Yield();
    }
}
