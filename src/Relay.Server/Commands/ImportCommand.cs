using System.CommandLine;
using Relay.Core;

namespace Relay.Server;

/// <summary><c>relay import</c>: imports a file of events into the store. If a relay runs on the store, the events go through it.</summary>
static class ImportCommand
{
    public static Command Create()
    {
        var file = Files.Argument("The file to read, one JSON event per line, possibly compressed with gzip; - is standard input.");
        var trusted = new Option<bool>("--trusted") { Description = "Do not check the events' signatures." };
        var keepProtected = new Option<bool>("--keep-protected")
        {
            Description = "Also import protected events (a \"-\" tag, NIP-70), which only their authors may publish.",
        };
        var command = new Command("import", "Reads events from a file into the store.") { file, trusted, keepProtected };
        command.SetAction(async (arguments, cancel) =>
        {
            var configuration = ProgramConfiguration.Load(arguments);
            var options = new ImportOptions { Trusted = arguments.GetValue(trusted), KeepProtected = arguments.GetValue(keepProtected) };
            await using var input = Files.OpenRead(arguments.GetRequiredValue(file));
            await using var target = await ImportTarget.OpenAsync(configuration, cancel);
            var report = await ProgressDisplay.RunAsync(
                "importing", input, progress => target.ImportAsync(input, options, sums => progress(sums.Lines), cancel));
            ImportSummary.Print(report);
            return report.Failure is null ? 0 : 1;
        });
        return command;
    }
}
