using System.Text.Json;

namespace Relay.FunctionalTests;

/// <summary>What <c>relay doctor --json</c> reported.</summary>
sealed class DoctorRun
{
    readonly ProcessResult _end;
    readonly JsonElement _report;

    DoctorRun(ProcessResult end)
    {
        _end = end;
        Assert.Equal("", end.Errors);
        _report = JsonSerializer.Deserialize<JsonElement>(end.Output);
    }

    public int ExitCode => _end.ExitCode;

    /// <summary>The names of the checks, in the order of the report.</summary>
    public string[] Checks => [.. All.Select(static check => check.GetProperty("check").GetString()!)];

    IEnumerable<JsonElement> All => _report.GetProperty("checks").EnumerateArray();

    /// <summary>Runs the command in a folder.</summary>
    public static async Task<DoctorRun> RunAsync(string folder, IEnumerable<string> arguments, params (string, string)[] environment)
    {
        await using var process = RelayProcess.Start(folder, ["doctor", "--json", .. arguments], environment);
        return new(await process.EndAsync());
    }

    /// <summary>The report that a process has printed until its end.</summary>
    public static async Task<DoctorRun> OfAsync(RelayProcess process) => new(await process.EndAsync());

    /// <summary>The state of a check.</summary>
    public string StateOf(string check) => Of(check).GetProperty("state").GetString()!;

    /// <summary>The findings of a check as text.</summary>
    public IEnumerable<string> TextsOf(string check) =>
        Of(check).GetProperty("findings").EnumerateArray().Select(static finding => finding.GetProperty("text").GetString()!);

    /// <summary>Asserts that a check is in this state, because of a finding with these words and, unless all is well, a remedy.</summary>
    public void AssertFound(string check, string state, string words, string? remedy = null)
    {
        var found = Of(check).GetProperty("findings").EnumerateArray().FirstOrDefault(
            finding => finding.GetProperty("text").GetString()!.Contains(words, StringComparison.Ordinal));
        Assert.True(found.ValueKind == JsonValueKind.Object, $"no finding of {check} has the words \"{words}\": {Of(check)}");
        Assert.Equal(state, found.GetProperty("state").GetString());
        if (remedy is not null)
            Assert.Contains(remedy, found.GetProperty("remedy").GetString()!, StringComparison.Ordinal);
        if (state == "problem")
            Assert.Equal(1, ExitCode);
    }

    JsonElement Of(string check) => All.Single(result => result.GetProperty("check").GetString() == check);
}
