using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary><c>relay info</c>: what the store holds, also while a relay runs on it.</summary>
static class InfoCommand
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var check = new Option<bool>("--check") { Description = "Compare the index with the log; takes as long as reading both." };
        var command = new Command("info", "Shows what the store holds.") { json, check };
        command.SetAction(arguments =>
        {
            using var store = StoreReader.Open(ProgramConfiguration.Load(arguments).Store.Path);
            var summary = store.Summarize();
            var comparison = arguments.GetValue(check) ? store.Check() : null;
            if (arguments.GetValue(json))
                Console.Out.WriteLine(JsonSerializer.Serialize(new { Store = summary, Check = comparison }, Json));
            else
                Print(summary, comparison);
            return comparison is { Differences.Count: > 0 } ? 1 : 0;
        });
        return command;
    }

    static void Print(StoreSummary summary, StoreCheck? check)
    {
        Line("store", summary.Path);
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
        Line("entries compared", check.Entries);
        foreach (var difference in check.Differences)
            Line("difference", difference);
        if (check.Differences.Count == 0)
            Line("index and log", "agree");
    }

    static void Line(string name, object value) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-27} {value,0:N0}"));
}
