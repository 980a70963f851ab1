using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Relay.Server;

/// <summary>Shows the progress of a command on standard error: a bar on a terminal, else a line every 10 s.</summary>
static class ProgressDisplay
{
    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs work that reports how many events it has done. Shows the remaining time if the input's length is known.</summary>
    public static Task<T> RunAsync<T>(string what, Stream? input, Func<Action<long>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive
            ? RunWithLinesAsync(what, work)
            : RunWithBarAsync(console, what, input, work);
    }

    static Task<T> RunWithLinesAsync<T>(string what, Func<Action<long>, Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var last = start;
        return work(count =>
        {
            if (Stopwatch.GetElapsedTime(last) < LineInterval)
                return;
            last = Stopwatch.GetTimestamp();
            Console.Error.WriteLine($"{what}: {Sum(count, Stopwatch.GetElapsedTime(start))}");
        });
    }

    static Task<T> RunWithBarAsync<T>(IAnsiConsole console, string what, Stream? input, Func<Action<long>, Task<T>> work)
    {
        var length = input is { CanSeek: true } ? input.Length : 0;
        ProgressColumn[] columns = length > 0
            ? [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()]
            : [new TaskDescriptionColumn(), new SpinnerColumn(), new ElapsedTimeColumn()];
        return console.Progress().Columns(columns).StartAsync(context =>
        {
            var task = context.AddTask(what, maxValue: Math.Max(1, length));
            task.IsIndeterminate = length == 0;
            var start = Stopwatch.GetTimestamp();
            return work(count =>
            {
                task.Description = $"{what} {Sum(count, Stopwatch.GetElapsedTime(start))}";
                if (length > 0)
                    task.Value = input!.Position;
            });
        });
    }

    static string Sum(long count, TimeSpan elapsed) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} events, {count / Math.Max(0.001, elapsed.TotalSeconds):N0} a second");
}
