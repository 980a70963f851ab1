using System.CommandLine;

namespace Relay.Server;

/// <summary><c>relay run</c>: serves until it is told to stop.</summary>
static class RunCommand
{
    public const string Name = "run";

    public static Command Create()
    {
        var urls = new Option<string?>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons.",
            HelpName = "http://address:port",
        };
        var command = new Command(Name, "Runs the relay until SIGTERM or Ctrl+C.") { urls };
        command.SetAction(async (arguments, cancel) =>
        {
            await using var app = RelayHost.Build(ProgramConfiguration.Load(arguments, arguments.GetValue(urls)));
            await app.StartAsync(cancel);
            await RelayHost.AnnounceAsync(app);
            await app.WaitForShutdownAsync(cancel);
        });
        return command;
    }
}
