using System.CommandLine;
using Relay.Core;

namespace Relay.Server;

/// <summary><c>relay scan</c>: prints stored events that match filters, through the running relay or from the store.</summary>
static class ScanCommand
{
    public static Command Create()
    {
        var filter = new FilterArgument();
        var command = new Command("scan", "Prints the stored events that match, one JSON event a line, the newest first.");
        filter.AddTo(command);
        command.SetAction(async (arguments, cancel) =>
        {
            var configuration = ProgramConfiguration.Load(arguments);
            var selection = await filter.ReadAsync(arguments, cancel);
            await using var store = await StoreAccess.OpenAsync(configuration, mayCreate: false, cancel);
            try
            {
                await using var output = StandardOutput.Open();
                await store.Client.AskAsync(ControlCommands.Scan, selection, destination: output, cancel: cancel);
            }
            catch (IOException exception) when (StandardOutput.IsClosed(exception))
            {
                // As with head, which has what it wants.
            }
        });
        return command;
    }
}
