using System.CommandLine;
using Relay.Core;

namespace Relay.Server;

/// <summary><c>relay reload</c>: makes the running relay read its files again, as SIGHUP does.</summary>
static class ReloadCommand
{
    public static Command Create()
    {
        var command = new Command(
            "reload", "Makes the running relay read its files of keys and words again, and open its log files again.");
        command.SetAction(async (arguments, cancel) =>
        {
            await using var relay = await StoreAccess.OfRunningRelayAsync(ProgramConfiguration.Load(arguments), cancel);
            await relay.Client.AskAsync(RelayCommands.Reload, new NoArguments(), cancel: cancel);
            Console.Out.WriteLine("The relay has opened its log files again and reads the files of keys and words that have changed.");
        });
        return command;
    }
}
