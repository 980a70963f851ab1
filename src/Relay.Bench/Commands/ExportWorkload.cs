namespace Relay.Bench;

/// <summary>Runs a command line that writes all events to its standard output, and counts them.</summary>
sealed class ExportWorkload(EventCorpus corpus, FilledStores stores) : Workload("export", "export all events as JSON lines", "events/s")
{
    readonly byte[] _buffer = new byte[1 << 20];

    public override RunResult Run(BenchTarget target, int run)
    {
        var folder = stores.Of(target);
        using var command = ShellCommand.Start(target.Commands.Export!, folder, givesOutput: true);
        using var watch = new CommandWatch(command);
        long lines = 0, bytes = 0;
        while (command.Output.Read(_buffer) is > 0 and var count)
        {
            bytes += count;
            lines += _buffer.AsSpan(0, count).Count((byte)'\n');
        }
        var elapsed = watch.Elapsed;
        command.WaitForSuccess();
        // A relay may ignore deletions, and then exports deleted events too.
        if (folder.IsFilled && (lines < corpus.KeptCount || lines > corpus.Count))
            target.Problems.Add("an export of the wrong number of events", $"{lines} lines for {corpus.KeptCount} events");
        if (lines == 0)
            target.Problems.Add("an export without events", "0 lines");
        return new RunResult(lines / elapsed.TotalSeconds)
        {
            Operations = lines,
            BytesPerEvent = lines == 0 ? null : (double)bytes / lines,
        }.With(watch.Stop());
    }

    public override void End() => stores.Dispose();
}
