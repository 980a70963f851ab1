using System.CommandLine;

namespace Relay.Server;

/// <summary><c>relay info</c>: what the store holds.</summary>
static class InfoCommand
{
    public static Command Create()
    {
        var command = new Command("info", "Shows what the store holds.");
        command.SetAction(async (arguments, cancel) =>
        {
            await using var store = StoreReader.Open(ProgramConfiguration.Load(arguments));
        });
        return command;
    }
}
