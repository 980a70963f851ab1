namespace Relay.Bench;

/// <summary>Runs a command line that imports the corpus from its standard input into an empty store.</summary>
sealed class ImportWorkload(
    string name, string description, Func<TargetCommands, string?> select, EventCorpus corpus, CorpusLines lines)
    : Workload(name, description, "events/s")
{
    public override void Prepare(int run) => _ = lines.Path;

    public override RunResult Run(BenchTarget target, int run)
    {
        using var folder = new BenchFolder();
        using var command = ShellCommand.Start(select(target.Commands)!, folder, lines.Path);
        using var watch = new CommandWatch(command);
        command.WaitForSuccess();
        var elapsed = watch.Elapsed;
        return new RunResult(corpus.Count / elapsed.TotalSeconds)
        {
            Operations = corpus.Count,
            DiskBefore = 0,
            DiskAfter = DiskUse.Of(folder.Store),
        }.With(watch.Stop());
    }
}
