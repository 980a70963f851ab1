using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Relay.Server;

/// <summary><c>relay top</c>: shows what the running relay does, again and again.</summary>
static class TopCommand
{
    /// <summary>The width of lines that go into a file or a pipe.</summary>
    const int PlainWidth = 160;

    public static Command Create()
    {
        var seconds = Number("--seconds", 0.1, 3600, 1, "The time between two looks, over which the rates are.");
        var count = Number("--count", 1, int.MaxValue, null, "End after this many looks. Without it: Ctrl+C ends it.");
        var top = Number("--top", 0, 100, 8, "How many connections, subscriptions and slow queries to show.");
        var command = new Command(
            "top", "Shows what the running relay does, again and again: connections, events, queries, and what costs most.")
        {
            seconds, count, top, OutputOptions.Json,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            var configuration = ProgramConfiguration.Load(arguments);
            var asked = new StatisticsArguments(
                arguments.GetValue(seconds)!.Value, (int)(arguments.GetValue(count) ?? 0), (int)arguments.GetValue(top)!.Value);
            await using var relay = await StoreAccess.OfRunningRelayAsync(configuration, cancel);
            await RunAsync(relay, asked, arguments.GetValue(OutputOptions.Json), cancel);
        });
        return command;
    }

    /// <summary>An option with a number, which is whole unless its least value is a fraction.</summary>
    static Option<double?> Number(string name, double least, double most, double? standard, string description) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} From {least} to {most}."),
        HelpName = "number",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var style = least < 1 && least > 0 ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {text} is no number from {least} to {most}"));
            return null;
        },
    };

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
