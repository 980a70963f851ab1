using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.Server;

/// <summary>Prints the findings, as lines or as JSON.</summary>
static class DoctorReport
{
    /// <summary>Prints each result once it and those before it are there, and at the end their sum. Returns the worst state.</summary>
    public static async Task<CheckState> PrintAsync(IReadOnlyList<Task<CheckResult>> running)
    {
        var results = new List<CheckResult>();
        foreach (var check in running)
        {
            results.Add(await check);
            foreach (var finding in results[^1].Findings)
                Print(results[^1].Check, finding);
        }
        var counts = Enum.GetValues<CheckState>().Reverse()
            .Select(state => (State: state, Count: results.Count(result => result.State == state)))
            .Where(static pair => pair.Count > 0)
            .Select(static pair => $"{pair.Count} {NameOf(pair.State)}{(pair is { State: > CheckState.Skipped, Count: > 1 } ? "s" : "")}");
        Console.Out.WriteLine($"{results.Count} checks: {string.Join(", ", counts)}");
        return results.Max(static result => result.State);
    }

    /// <summary>Prints one object once all results are there. Returns the worst state.</summary>
    public static async Task<CheckState> PrintJsonAsync(IReadOnlyList<Task<CheckResult>> running)
    {
        var results = await Task.WhenAll(running);
        var worst = results.Max(static result => result.State);
        Console.Out.Write(SettingsText.Of(new JsonObject
        {
            ["state"] = NameOf(worst),
            ["checks"] = new JsonArray([.. results.Select(Json)]),
        }));
        return worst;
    }

    static void Print(string check, Finding finding)
    {
        // Without a terminal, or with NO_COLOR, the console writes no colors.
        Console.ForegroundColor = finding.State switch
        {
            CheckState.Ok => ConsoleColor.Green,
            CheckState.Warning => ConsoleColor.Yellow,
            CheckState.Problem => ConsoleColor.Red,
            _ => ConsoleColor.DarkGray,
        };
        Console.Out.Write($"{NameOf(finding.State),-7}");
        Console.ResetColor();
        // Servers and certificates choose some of the words.
        Console.Out.WriteLine($"  {check}: {TerminalText.Clean(finding.Text)}");
        if (finding.Remedy is { } remedy)
            Console.Out.WriteLine($"{"",-7}  -> {TerminalText.Clean(remedy)}");
    }

    static JsonObject Json(CheckResult result) => new()
    {
        ["check"] = result.Check,
        ["state"] = NameOf(result.State),
        ["findings"] = new JsonArray([.. result.Findings.Select(Json)]),
    };

    static JsonNode Json(Finding finding)
    {
        var json = new JsonObject { ["state"] = NameOf(finding.State), ["text"] = finding.Text };
        if (finding.Remedy is not null)
            json["remedy"] = finding.Remedy;
        return json;
    }

    static string NameOf(CheckState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
