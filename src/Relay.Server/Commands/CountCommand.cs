using System.CommandLine;
using System.Globalization;
using Relay.Core;

namespace Relay.Server;

/// <summary><c>relay count</c>: counts the stored events that match filters, through the running relay or in the store.</summary>
static class CountCommand
{
    public static Command Create()
    {
        var filter = new FilterArgument();
        var command = new Command("count", "Counts the stored events that match.") { OutputOptions.Json };
        filter.AddTo(command);
        command.SetAction(async (arguments, cancel) =>
        {
            var configuration = ProgramConfiguration.Load(arguments);
            var selection = await filter.ReadAsync(arguments, cancel);
            await using var store = await StoreAccess.OpenAsync(configuration, mayCreate: false, cancel);
            var count = await store.Client.AskAsync(ControlCommands.Count, selection, cancel: cancel);
            if (arguments.GetValue(OutputOptions.Json))
                OutputOptions.Print(new { count.Events });
            else
                Console.Out.WriteLine(count.Events.ToString(CultureInfo.InvariantCulture));
        });
        return command;
    }
}
