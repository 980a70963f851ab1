using System.CommandLine;

namespace Relay.Server;

/// <summary><c>relay drain</c>: sends the clients of the running relay elsewhere before it is stopped.</summary>
static class DrainCommand
{
    const double MostSeconds = 3600;

    public static Command Create()
    {
        var over = new Option<long?>("--over")
        {
            Description = "The time over which the open connections are closed, one after the other: such as 10s, 2m or 0s. Default: 30s.",
            HelpName = "time",
            CustomParser = static result =>
            {
                var text = result.Tokens[0].Value;
                if (TimeText.TryParseAge(text, out var seconds) && seconds <= MostSeconds)
                    return seconds;
                result.AddError($"--over {text} is no length of time up to an hour, such as 10s or 2m");
                return null;
            },
        };
        var undo = new Option<bool>("--undo") { Description = "Take connections again." };
        var command = new Command(
            "drain", "Makes the running relay take no more connections, and close the open ones one after the other.")
        {
            over, undo,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            await using var relay = await StoreAccess.OfRunningRelayAsync(ProgramConfiguration.Load(arguments), cancel);
            var drain = new DrainArguments(arguments.GetValue(over) ?? 30, arguments.GetValue(undo));
            var report = await ProgressDisplay.RunAsync(
                "draining", scale: null,
                progress => relay.Client.AskAsync(RelayCommands.Drain, drain, progress: soFar => progress(soFar.Closed), cancel: cancel),
                "connections");
            Console.Out.WriteLine(drain.Undo
                ? "The relay takes connections again."
                : $"The relay has closed {report.Closed} connections and takes no more until it is stopped, or until relay drain --undo.");
        });
        return command;
    }
}
