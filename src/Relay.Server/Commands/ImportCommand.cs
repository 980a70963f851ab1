using System.CommandLine;
using Relay.Core;

namespace Relay.Server;

/// <summary><c>relay import</c>: imports a file of events into the store. If a relay runs on the store, the events go through it.</summary>
static class ImportCommand
{
    public static Command Create()
    {
        var file = Files.Argument(
            "The file to read: JSON events, one per line or in any other arrangement, also in arrays or in EVENT messages, and possibly "
            + "compressed with gzip or zstd; - is standard input.");
        var trusted = new Option<bool>("--trusted") { Description = "Do not check the events' signatures." };
        var skipProtected = new Option<bool>("--skip-protected")
        {
            Description = "Leave out protected events (NIP-70), which only their authors may publish. For files from other relays.",
        };
        var keepFuture = new Option<bool>("--keep-future")
        {
            Description = "Also import events that are further in the future than Relay:Limits:CreatedAtMaxSecondsAhead.",
        };
        var command = new Command("import", "Reads events from a file into the store.") { file, trusted, skipProtected, keepFuture };
        command.SetAction(async (arguments, cancel) =>
        {
            var path = arguments.GetRequiredValue(file);
            var configuration = ProgramConfiguration.Load(arguments);
            var options = new ImportOptions
            {
                Trusted = arguments.GetValue(trusted),
                SkipProtected = arguments.GetValue(skipProtected),
                KeepFuture = arguments.GetValue(keepFuture),
            };
            await using var input = Files.OpenRead(path);
            await using var target = await StoreAccess.OpenAsync(configuration, mayCreate: true, cancel);
            if (Files.IsTyped(path))
                await Console.Error.WriteLineAsync("Reading events from standard input, because no file is named. Ctrl+D ends the input.");
            var report = await ProgressDisplay.RunAsync("importing", ProgressScale.Of(input), async progress =>
            {
                // Not disposed: a read from a pipe or a terminal may still be under way when the import is interrupted.
                var content = await ZstdInput.OpenAsync(input, cancel);
                return await ImportClient.SendAsync(target.Client, content, options, sums => progress(sums.Lines), cancel);
            });
            return ImportSummary.Print(report, options, target.Name) ? 0 : 1;
        });
        return command;
    }
}
