using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Relay.Core;

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
            var configuration = ProgramConfiguration.Load(arguments);
            var (isCheck, json) = (arguments.GetValue(check), arguments.GetValue(OutputOptions.Json));
            return Task.Run(() => RunAsync(configuration, isCheck, json, cancel), cancel);
        });
        return command;
    }

    static async Task<int> RunAsync(ProgramConfiguration configuration, bool check, bool json, CancellationToken cancel)
    {
        StoreFacts facts;
        StoreFindings? findings = null;
        using (var reader = configuration.Store.OpenReader(looksThroughFiles: check))
        {
            if (check && reader is null)
                throw new StoreException($"A store of the type {configuration.Store.Type.Name} has no check.");
            facts = reader?.Describe(cancel) ?? await AskAsync(configuration, cancel);
            if (check)
            {
                findings = await ProgressDisplay.RunAsync(
                    "checking", ProgressScale.Of(reader!.CheckSteps),
                    progress => Task.Run(() => reader.Check(progress, cancel), cancel), "steps");
            }
        }
        var health = configuration.Store.Folder is { } folder ? await AskForHealthAsync(folder, cancel) : null;
        if (json)
            OutputOptions.Print(new { Store = Json(facts), Health = health, Check = findings });
        else
            Print(facts, health, findings);
        return findings is { Differences.Count: > 0 } ? 1 : 0;
    }

    /// <summary>
    /// Where only the owner can read a store, the relay says what it contains or, if none runs, this process opens the store.
    /// </summary>
    static async Task<StoreFacts> AskAsync(ProgramConfiguration configuration, CancellationToken cancel)
    {
        await using var store = await StoreAccess.OpenAsync(configuration, mayCreate: false, cancel);
        return await store.Client.AskAsync(RelayCommands.Describe, new NoArguments(), cancel: cancel);
    }

    /// <summary>The running relay's report on its store; null if no relay runs or it does not answer.</summary>
    static async Task<string?> AskForHealthAsync(string folder, CancellationToken cancel) =>
        await RunningRelay.FindAsync(folder, cancel) is { } relay ? await relay.AskForHealthAsync(cancel) : null;

    static JsonObject Json(StoreFacts facts)
    {
        var json = new JsonObject { ["type"] = facts.Type, ["path"] = facts.Path, ["events"] = facts.Events };
        if (facts.Database is { } database)
            json["database"] = database;
        foreach (var fact in facts.More)
            json[fact.Key] = fact.Word is { } word ? word : fact.Number;
        return json;
    }

    static void Print(StoreFacts facts, string? health, StoreFindings? findings)
    {
        Line("store", facts.Path ?? facts.Database ?? "in memory");
        Line("type", facts.Type);
        if (health is not null)
            Line("health", health);
        Line("events", facts.Events);
        foreach (var fact in facts.More)
        {
            if (fact.Title is { } title)
                Line(title, fact.Word is { } word ? word : fact.Number);
        }
        if (findings is null)
            return;
        if (findings.Files is not null)
            Line("pages of both files", findings.Files);
        Line("entries compared", findings.Entries);
        foreach (var difference in findings.Differences)
            Line("difference", difference);
        if (findings.Differences.Count == 0)
            Line("index and log", "agree");
    }

    static void Line(string name, object value) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-27} {value,0:N0}"));
}
