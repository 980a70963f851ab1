using System.CommandLine;
using System.Globalization;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary><c>relay info</c>: shows the contents of the store. Works while a relay runs on it.</summary>
static class InfoCommand
{
    public static Command Create()
    {
        var check = new Option<bool>("--check")
        {
            Description = "Compare the index with the log. This takes as long as reading both files.",
        };
        var command = new Command("info", "Shows what the store contains.") { OutputOptions.Json, check };
        // On a thread of its own, so that SIGTERM and Ctrl+C find it between two snapshots.
        command.SetAction((arguments, cancel) =>
        {
            var path = ProgramConfiguration.Load(arguments).Store.Path;
            return Task.Run(() => RunAsync(path, arguments.GetValue(check), arguments.GetValue(OutputOptions.Json), cancel), cancel);
        });
        return command;
    }

    static async Task<int> RunAsync(string path, bool check, bool json, CancellationToken cancel)
    {
        StoreSummary summary;
        StoreCheck? comparison;
        using (var store = StoreReader.Open(path, looksThroughFiles: check))
        {
            summary = store.Summarize(cancel);
            comparison = check
                ? await ProgressDisplay.RunAsync(
                    "checking", ProgressScale.Of(store.CheckSteps),
                    progress => Task.Run(() => store.Check(progress, cancel), cancel), "steps")
                : null;
        }
        var health = await AskForHealthAsync(path, cancel);
        if (json)
            OutputOptions.Print(new { Store = summary, Health = health, Check = comparison });
        else
            Print(summary, health, comparison);
        return comparison is { Differences.Count: > 0 } ? 1 : 0;
    }

    /// <summary>The running relay's report on its store; null if no relay runs or it does not answer.</summary>
    static async Task<string?> AskForHealthAsync(string path, CancellationToken cancel) =>
        await RunningRelay.FindAsync(path, cancel) is { } relay ? await relay.AskForHealthAsync(cancel) : null;

    static void Print(StoreSummary summary, string? health, StoreCheck? check)
    {
        Line("store", summary.Path);
        if (health is not null)
            Line("health", health);
        Line("LMDB format", summary.Lmdb);
        Line("schema", summary.SchemaVersion);
        Line("events", summary.Events);
        Line("not yet indexed", summary.UnindexedEvents);
        Line("removed, not yet forgotten", summary.RemovedEvents);
        Line("remembered deletions", summary.Tombstones);
        Line("index entries", summary.Postings);
        Line("log, bytes", summary.LogBytes);
        Line("index, bytes", summary.IndexBytes);
        if (summary.Events > 0)
            Line("bytes per event", (summary.LogBytes + summary.IndexBytes) / summary.Events);
        if (check is null)
            return;
        if (check.Files is not null)
            Line("pages of both files", check.Files);
        Line("entries compared", check.Entries);
        foreach (var difference in check.Differences)
            Line("difference", difference);
        if (check.Differences.Count == 0)
            Line("index and log", "agree");
    }

    static void Line(string name, object value) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-27} {value,0:N0}"));
}
