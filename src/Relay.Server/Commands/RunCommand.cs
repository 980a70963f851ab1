using System.CommandLine;
using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary><c>relay run</c>: serves until it is told to stop.</summary>
static class RunCommand
{
    public const string Name = "run";

    /// <summary>The exit code if the store broke: EX_IOERR of sysexits.h.</summary>
    const int BrokenStore = 74;

    public static Command Create()
    {
        var urls = new Option<string?>("--urls")
        {
            Description = "The addresses to listen on, separated by semicolons.",
            HelpName = "http://address:port",
        };
        var command = new Command(Name, "Runs the relay until SIGTERM or Ctrl+C.") { urls };
        command.SetAction(async (arguments, cancel) =>
        {
            await using var app = RelayHost.Build(ProgramConfiguration.LoadToRun(arguments, arguments.GetValue(urls)));
            await app.StartAsync(cancel);
            var broken = app.Services.GetRequiredService<LmdbEventStore>().Broken;
            // The supervisor restarts the process after this exit; nothing else helps a broken store.
            _ = broken.ContinueWith(_ => app.Lifetime.StopApplication(), TaskScheduler.Default);
            try
            {
                await RelayHost.AnnounceAsync(app);
            }
            catch (StoreBrokenException)
            {
                // The store broke before the announcement. The application is already stopping.
            }
            await app.WaitForShutdownAsync(cancel);
            return broken.IsCompleted ? BrokenStore : 0;
        });
        return command;
    }
}
