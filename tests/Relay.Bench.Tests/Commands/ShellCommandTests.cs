namespace Relay.Bench.Tests;

public sealed class ShellCommandTests
{
    [Fact]
    public void A_command_that_fails_tells_its_code_and_its_last_words()
    {
        using var folder = new BenchFolder();
        using var command = ShellCommand.Start("echo first; echo 'no such store' >&2; exit 3", folder);
        Assert.Equal("the command ended with code 3: no such store", Assert.Throws<IOException>(() => command.WaitForSuccess()).Message);
    }

    [Fact]
    public void A_command_reads_the_events_and_writes_into_its_folder()
    {
        using var events = new TemporaryFile("one\ntwo\n");
        using var folder = new BenchFolder();
        using var command = ShellCommand.Start("cat > $BENCH_FOLDER/copy; cat $BENCH_EVENTS >> $BENCH_FOLDER/copy", folder, events.Path);
        command.WaitForSuccess();
        Assert.Equal("one\ntwo\none\ntwo\n", File.ReadAllText(Path.Combine(folder.Store, "copy")));
    }

    [Fact]
    public void A_command_is_told_to_end_and_what_it_started_ends_before_it()
    {
        using var folder = new BenchFolder();
        using var command = ShellCommand.Start("sleep 1000; echo ended > $BENCH_FOLDER/end", folder);
        while (ProcessTree.Of(command.Pid).Count < 2)
            command.Wait(TimeSpan.FromMilliseconds(1));
        var pids = ProcessTree.Of(command.Pid);
        command.Stop();
        Assert.True(File.Exists(Path.Combine(folder.Store, "end")));
        Assert.All(pids, static pid => Assert.False(Directory.Exists($"/proc/{pid}")));
    }

    [Fact]
    public void A_folder_is_gone_afterwards()
    {
        var folder = new BenchFolder();
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Store));
        folder.Dispose();
        Assert.False(Directory.Exists(folder.Store));
    }
}
