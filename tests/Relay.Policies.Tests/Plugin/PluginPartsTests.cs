using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

/// <summary>The small parts of the plugin's host.</summary>
public sealed class PluginPartsTests
{
    readonly FakeTime _time = new();

    [Fact]
    public void Pause_before_a_restart_doubles_up_to_its_limit_until_the_plugin_has_answered()
    {
        var delay = new RestartDelay(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(700));

        Assert.Equal([100, 200, 400, 700, 700], Enumerable.Range(0, 5).Select(_ => delay.Next().TotalMilliseconds));
        delay.Reset();
        Assert.Equal([100, 200], Enumerable.Range(0, 2).Select(_ => delay.Next().TotalMilliseconds));
        Assert.Equal(TimeSpan.FromSeconds(5), new RestartDelay(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)).Next());
    }

    [Fact]
    public void Log_lines_beyond_the_budget_are_left_out_and_counted()
    {
        var budget = new LogBudget(_time, lines: 2, TimeSpan.FromMinutes(1));

        Assert.True(budget.TryTake(out var omitted) && omitted == 0);
        Assert.True(budget.TryTake(out omitted) && omitted == 0);
        Assert.False(budget.TryTake(out _));
        Assert.False(budget.TryTake(out _));
        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.False(budget.TryTake(out _));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(budget.TryTake(out omitted) && omitted == 3);
        Assert.True(budget.TryTake(out omitted) && omitted == 0);
    }

    [Fact]
    public void Foreign_text_is_cut_and_loses_what_a_terminal_would_obey()
    {
        Assert.Equal("a\uFFFD[31mb", PrintableText.Of("a\u001b[31mb and more"u8, 7));
        Assert.Equal("é\uFFFD", PrintableText.Of([0xC3, 0xA9, 0xFF], 10));
    }

    [Fact]
    public void Answers_for_the_same_id_go_to_the_questions_in_the_order_of_sending()
    {
        var sent = new SentQuestions();
        var e = new Author().Note();
        var questions = Enumerable.Range(0, 4).Select(_ => Question(e)).ToArray();
        foreach (var question in questions)
            sent.Add(question);
        sent.Remove(questions[2]);

        foreach (var expected in new[] { questions[0], questions[1], questions[3] })
        {
            Assert.True(sent.TryFind(e.Id, out var first));
            Assert.Same(expected, first);
            sent.Remove(first);
        }
        Assert.False(sent.TryFind(e.Id, out _));
        Assert.Equal(0, sent.Count);
    }

    [Fact]
    public void What_an_address_sends_that_has_ended_processes_is_suspect_until_the_program_changes()
    {
        var suspects = new PluginSuspects();
        PluginQuestion deadly = From("198.51.100.1"), later = From("198.51.100.1"), other = From("198.51.100.2"), local = From("127.0.0.1");
        suspects.Suspect(deadly.Id);
        Assert.True(suspects.IsSuspect(deadly));
        Assert.False(suspects.IsSuspect(later));

        suspects.Blame(deadly);
        suspects.Blame(local);
        Assert.True(suspects.IsCulprit(deadly.Id) && suspects.IsSuspect(later));
        Assert.False(suspects.IsCulprit(later.Id) || suspects.IsSuspect(other) || suspects.IsSuspect(From("127.0.0.1")));
        suspects.Clear();
        Assert.False(suspects.IsSuspect(later) || suspects.IsCulprit(deadly.Id));

        static PluginQuestion From(string address)
        {
            var e = new Author().Note();
            return new(e.Id, PluginSubject.Event, e, null, new() { Id = 1, RemoteAddress = System.Net.IPAddress.Parse(address) }, 0);
        }
    }

    [Fact]
    public void Ids_are_remembered_up_to_a_number_the_one_longest_here_out_first()
    {
        var memory = new IdMemory(capacity: 2);
        var ids = Enumerable.Range(0, 3).Select(_ => new Author().Note().Id).ToArray();
        memory.Add(ids[0]);
        memory.Add(ids[1]);
        memory.Add(ids[0]);
        Assert.True(memory.Contains(ids[0]) && memory.Contains(ids[1]));

        memory.Add(ids[2]);
        Assert.Equal([false, true, true], ids.Select(id => memory.Contains(id)));
        memory.Remove(ids[1]);
        memory.Add(ids[0]);
        Assert.Equal([true, false, true], ids.Select(id => memory.Contains(id)));
        memory.Clear();
        Assert.DoesNotContain(ids, id => memory.Contains(id));
    }

    [Fact]
    public void Questions_come_due_in_their_order_and_at_their_time()
    {
        var due = new List<PluginQuestion>();
        OpenQuestions open = null!;
        open = new OpenQuestions(_time, TimeSpan.FromSeconds(10), () =>
        {
            while (open.TakeDue() is { } question)
                due.Add(question);
            open.Rearm();
        });
        PluginQuestion first = Question(), answered = Question(), last = Question();
        open.Add(first);
        _time.Advance(TimeSpan.FromSeconds(1));
        open.Add(answered);
        _time.Advance(TimeSpan.FromSeconds(1));
        open.Add(last);
        open.Remove(answered);

        _time.Advance(TimeSpan.FromSeconds(7.9));
        Assert.Empty(due);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal([first], due);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([first, last], due);
        Assert.Null(open.First);
    }

    [Fact]
    public void File_that_cannot_be_looked_at_is_no_obstacle_and_has_changed_once_it_can()
    {
        var folder = Directory.CreateTempSubdirectory("relay-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "plugin.sh");
            File.CreateSymbolicLink(path, path);
            var files = PluginFiles.Look(path, [path]);
            Assert.False(files.HaveChanged());

            File.Delete(path);
            File.WriteAllText(path, "");
            Assert.True(files.HaveChanged());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void File_that_is_exchanged_for_one_of_the_same_time_and_size_has_changed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only time and size are known elsewhere");
        var folder = Directory.CreateTempSubdirectory("relay-test-");
        try
        {
            string Write(string name, string text)
            {
                var path = Path.Combine(folder.FullName, name);
                File.WriteAllText(path, text);
                File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
                return path;
            }
            var plugin = Write("plugin.sh", "one");
            var link = Path.Combine(folder.FullName, "link");
            File.CreateSymbolicLink(link, plugin);
            var files = PluginFiles.Look("/bin/sh", [link]);
            Assert.False(files.HaveChanged());

            File.Move(Write("new.sh", "two"), plugin, overwrite: true);
            Assert.True(files.HaveChanged());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static PluginQuestion Question(NostrEvent? e = null) =>
        new(e?.Id ?? default, PluginSubject.Event, e, null, Judge.Client, receivedAt: 0);
}
