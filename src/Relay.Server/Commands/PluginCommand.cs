using System.CommandLine;

namespace Relay.Server;

/// <summary><c>relay plugin test</c>: asks a plugin about the events of a file and shows what it decides.</summary>
static class PluginCommand
{
    public static Command Create() => new("plugin", "Tries a plugin, a program that accepts or refuses events.") { CreateTest() };

    static Command CreateTest()
    {
        var file = Files.Argument(
            "The events: one JSON event a line, as relay export writes them, possibly compressed with zstd or gzip; - is standard input.");
        var program = new Option<string?>("--command")
        {
            Description = "The plugin. Without it, the one of Relay:Policies:Plugin:Command.",
            HelpName = "program",
        };
        var address = new Option<string?>("--address")
        {
            Description = "The address of the client that the plugin is told. Default: 192.0.2.1.",
            HelpName = "address",
        };
        address.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: var text }] && !System.Net.IPAddress.TryParse(text, out _))
                result.AddError($"--address {text} is no address");
        });
        var command = new Command(
            "test", "Runs a plugin over a file of events, as the relay would ask it, and prints its verdict on each.")
        {
            file, program, address, OutputOptions.Json,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            // What the plugin leaves without an answer must be seen.
            var set = new List<(string, string)> { ("Relay:Policies:Plugin:OnFailure", "Reject") };
            if (arguments.GetValue(program) is { } path)
                set.Add(("Relay:Policies:Plugin:Command", path));
            var configuration = ProgramConfiguration.Load(arguments, set);
            return await PluginTrial.RunAsync(
                configuration, arguments.GetRequiredValue(file), arguments.GetValue(address) ?? "192.0.2.1",
                arguments.GetValue(OutputOptions.Json), cancel);
        });
        return command;
    }
}
