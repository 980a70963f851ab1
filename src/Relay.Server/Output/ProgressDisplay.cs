using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Relay.Server;

/// <summary>Shows the progress of a command on standard error: a bar on a terminal, else a line every 10 s.</summary>
static class ProgressDisplay
{
    static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs work that reports how much it has done.</summary>
    /// <param name="what">What is being done, for people: importing.</param>
    /// <param name="scale">How much there is; null if nobody knows, and then the remaining time is not shown.</param>
    /// <param name="work">The work. It is given what it calls with the number done so far.</param>
    /// <param name="unit">What is counted.</param>
    public static Task<T> RunAsync<T>(
        string what, ProgressScale? scale, Func<Action<long>, Task<T>> work, string unit = "events")
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive
            ? RunWithLinesAsync(what, unit, work)
            : RunWithBarAsync(console, what, unit, scale, work);
    }

    static Task<T> RunWithLinesAsync<T>(string what, string unit, Func<Action<long>, Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var last = start;
        return work(count =>
        {
            if (Stopwatch.GetElapsedTime(last) < LineInterval)
                return;
            last = Stopwatch.GetTimestamp();
            Console.Error.WriteLine($"{what}: {Sum(count, unit, Stopwatch.GetElapsedTime(start))}");
        });
    }

    static Task<T> RunWithBarAsync<T>(
        IAnsiConsole console, string what, string unit, ProgressScale? scale, Func<Action<long>, Task<T>> work)
    {
        ProgressColumn[] columns = scale is not null
            ? [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()]
            : [new TaskDescriptionColumn(), new SpinnerColumn(), new ElapsedTimeColumn()];
        return console.Progress().Columns(columns).StartAsync(async context =>
        {
            var task = context.AddTask(what, maxValue: Math.Max(1, scale?.Total ?? 1));
            task.IsIndeterminate = scale is null;
            var start = Stopwatch.GetTimestamp();
            var result = await work(count =>
            {
                task.Description = $"{what} {Sum(count, unit, Stopwatch.GetElapsedTime(start))}";
                if (scale is not null)
                    task.Value = scale.Done(count);
            });
            if (scale is not null)
                task.Value = task.MaxValue;
            return result;
        });
    }

    static string Sum(long count, string unit, TimeSpan elapsed) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {unit}, {count / Math.Max(0.001, elapsed.TotalSeconds):N0} a second");
}

/// <summary>How much work there is, in a unit of its own, such as bytes of a file.</summary>
/// <param name="Total">All of it.</param>
/// <param name="Done">How much is done when this number has been reported.</param>
sealed record ProgressScale(double Total, Func<long, double> Done)
{
    /// <summary>The number that is reported.</summary>
    public static ProgressScale Of(long total) => new(total, static count => count);

    /// <summary>The place in a file that is being read; null if the input has no end that is known.</summary>
    public static ProgressScale? Of(Stream input) =>
        input is { CanSeek: true, Length: > 0 } ? new(input.Length, _ => input.Position) : null;
}
