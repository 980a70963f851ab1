using System.CommandLine;
using System.Text.Json;

namespace Relay.Server;

/// <summary><c>relay top</c>: shows what the running relay does, again and again.</summary>
static class TopCommand
{
    /// <summary>The width of lines that go into a file or a pipe.</summary>
    const int PlainWidth = 160;

    public static Command Create()
    {
        var seconds = new Option<double>("--seconds")
        {
            Description = "The time between two looks, over which the rates are. From 0.1 to 3600.",
            DefaultValueFactory = static _ => 1,
        };
        seconds.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double>() is < 0.1 or > 3600 or double.NaN)
                result.AddError("--seconds must be from 0.1 to 3600");
        });
        var count = new Option<int>("--count") { Description = "End after this many looks. Without it: Ctrl+C ends it." };
        count.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < 1)
                result.AddError("--count must be at least 1");
        });
        var top = new Option<int>("--top")
        {
            Description = "How many connections, subscriptions and slow queries to show, from 0 to 100.",
            DefaultValueFactory = static _ => 8,
        };
        top.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() is < 0 or > 100)
                result.AddError("--top must be from 0 to 100");
        });
        var command = new Command(
            "top", "Shows what the running relay does, again and again: connections, events, queries, and what costs most.")
        {
            seconds, count, top, OutputOptions.Json,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            var configuration = ProgramConfiguration.Load(arguments);
            var asked = new StatisticsArguments(arguments.GetValue(seconds), arguments.GetValue(count), arguments.GetValue(top));
            await using var relay = await StoreAccess.OfRunningRelayAsync(configuration, cancel);
            await RunAsync(relay, asked, arguments.GetValue(OutputOptions.Json), cancel);
        });
        return command;
    }

    static async Task RunAsync(StoreAccess relay, StatisticsArguments asked, bool json, CancellationToken cancel)
    {
        using var screen = !json && LiveScreen.IsPossible ? new LiveScreen() : null;
        await using var output = new StreamWriter(StandardOutput.Open()) { AutoFlush = true };
        try
        {
            Show(await AskAsync());
        }
        catch (IOException exception) when (StandardOutput.IsClosed(exception))
        {
            // As with head, which has what it wants.
        }

        async Task<RelayStatistics?> AskAsync()
        {
            try
            {
                return await relay.Client.AskAsync(RelayCommands.Statistics, asked, progress: Show, cancel: cancel);
            }
            catch (OperationCanceledException)
            {
                // Ctrl+C is how it is meant to end.
                return null;
            }
        }

        void Show(RelayStatistics? now)
        {
            if (now is null)
                return;
            if (json)
                output.WriteLine(JsonSerializer.Serialize(now, RelayCommandsJson.Default.RelayStatistics));
            else if (screen is not null)
                screen.Show(TopScreen.Lines(now, LiveScreen.Width));
            else
                output.WriteLine(string.Join(Environment.NewLine, TopScreen.Lines(now, PlainWidth)) + Environment.NewLine);
        }
    }
}
