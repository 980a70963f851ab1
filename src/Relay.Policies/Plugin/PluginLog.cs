using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Policies;

/// <summary>Everything that is logged about the plugin, as often as its budgets allow and never under a lock.</summary>
sealed partial class PluginLog(ILogger logger, TimeProvider time, string command)
{
    readonly LogBudget _answers = new(time, lines: 20, TimeSpan.FromMinutes(1));
    readonly LogBudget _timeouts = new(time, lines: 20, TimeSpan.FromMinutes(1));
    readonly LogBudget _overloads = new(time, lines: 20, TimeSpan.FromMinutes(1));
    readonly LogBudget _ends = new(time, lines: 20, TimeSpan.FromMinutes(1));
    // Plugins write a line here for every event that they refuse.
    readonly LogBudget _errors = new(time, lines: 1000, TimeSpan.FromMinutes(1));

    public void Started(int processId) => Started(logger, command, processId);

    public void Reloading() => Reloading(logger, command);

    public void NotStarted(Exception exception, TimeSpan delay)
    {
        if (MayWrite(_ends))
            NotStarted(logger, exception, command, delay.TotalSeconds);
    }

    public void Ended(int processId, string how, int questions, TimeSpan delay)
    {
        if (MayWrite(_ends))
            Ended(logger, command, processId, how, questions, delay.TotalSeconds);
    }

    public void TimedOut(int questions)
    {
        if (MayWrite(_timeouts))
            TimedOut(logger, command, questions);
    }

    public void Overloaded()
    {
        if (MayWrite(_overloads))
            Overloaded(logger, command);
    }

    public void UnusableAnswer(int processId, ReadOnlySpan<byte> line, string problem)
    {
        if (MayWrite(_answers))
            UnusableAnswer(logger, command, processId, problem, PrintableText.Of(line, 200));
    }

    public void NoAnswer(ReadOnlySpan<byte> line, string problem)
    {
        if (MayWrite(_answers))
            NoAnswer(logger, command, problem, PrintableText.Of(line, 200));
    }

    public void ErrorLine(ReadOnlySpan<byte> line)
    {
        if (MayWrite(_errors))
            ErrorLine(logger, command, PrintableText.Of(line, line.Length));
    }

    bool MayWrite(LogBudget budget)
    {
        if (!budget.TryTake(out var omitted))
            return false;
        if (omitted > 0)
            Omitted(logger, command, omitted);
        return true;
    }

    [LoggerMessage(40, LogLevel.Information, "Plugin {Command} started as process {Process}")]
    static partial void Started(ILogger logger, string command, int process);

    [LoggerMessage(41, LogLevel.Information, "Plugin {Command} has changed; a new process is started")]
    static partial void Reloading(ILogger logger, string command);

    [LoggerMessage(42, LogLevel.Error, "Plugin {Command} could not be started; next attempt in {Delay} s")]
    static partial void NotStarted(ILogger logger, Exception exception, string command, double delay);

    [LoggerMessage(43, LogLevel.Error,
        "Plugin {Command}, process {Process}, {How}, with {Questions} open questions; it is started again in {Delay} s")]
    static partial void Ended(ILogger logger, string command, int process, string how, int questions, double delay);

    [LoggerMessage(44, LogLevel.Warning, "Plugin {Command} did not answer {Questions} questions in time")]
    static partial void TimedOut(ILogger logger, string command, int questions);

    [LoggerMessage(45, LogLevel.Warning, "Plugin {Command} wrote a line that is not an answer: {Problem}: {Line}")]
    static partial void NoAnswer(ILogger logger, string command, string problem, string line);

    [LoggerMessage(46, LogLevel.Information, "Plugin {Command}: {Line}")]
    static partial void ErrorLine(ILogger logger, string command, string line);

    [LoggerMessage(47, LogLevel.Warning,
        "Plugin {Command}: {Count} lines like the next one were left out of the log because there were too many")]
    static partial void Omitted(ILogger logger, string command, int count);

    [LoggerMessage(48, LogLevel.Warning,
        "Plugin {Command} is too slow for the number of questions: a question was refused without asking it")]
    static partial void Overloaded(ILogger logger, string command);

    [LoggerMessage(49, LogLevel.Warning,
        "Plugin {Command}, process {Process}, gave an answer that cannot be used: {Problem}: {Line}. Events with such answers are refused; "
        + "this is logged once per process")]
    static partial void UnusableAnswer(ILogger logger, string command, int process, string problem, string line);
}
