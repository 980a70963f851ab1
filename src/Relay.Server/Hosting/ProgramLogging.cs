using System.Reflection;
using Relay.Core;
using Serilog;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Settings.Configuration;

namespace Relay.Server;

/// <summary>Sets up Serilog. No other project refers to it.</summary>
static class ProgramLogging
{
    /// <summary>
    /// Where the section finds sinks and formatters: in the packages that come with the program, without a search of its folder at each
    /// start.
    /// </summary>
    static readonly Assembly[] Assemblies =
    [
        typeof(Log).Assembly, typeof(ConsoleLoggerConfigurationExtensions).Assembly,
        typeof(FileLoggerConfigurationExtensions).Assembly, typeof(CompactJsonFormatter).Assembly,
    ];

    /// <summary>
    /// Logs as the section <c>Serilog</c> configures. The logger is closed, and its files written out, with the application's services.
    /// Throws an <see cref="OptionsException"/> if the section has a mistake, so that no log is lost in silence.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration) =>
        services.AddSerilog(Create(configuration), dispose: true);

    /// <summary>The mistakes in the section, which are found by making a logger. It is closed again.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        try
        {
            (Create(configuration) as IDisposable)?.Dispose();
            return [];
        }
        catch (OptionsException exception)
        {
            return exception.Problems;
        }
    }

    static Serilog.ILogger Create(IConfiguration configuration)
    {
        // Serilog leaves out a sink that it cannot find or make, and says so only here.
        var problems = new List<string>();
        SelfLog.Enable(problems.Add);
        try
        {
            var logger = new LoggerConfiguration()
                .ReadFrom.Configuration(configuration, new ConfigurationReaderOptions(Assemblies))
                // The host's one message, that the start failed, has a stack trace. The program itself prints the reason.
                .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LevelAlias.Off)
                .CreateLogger();
            return problems.Count == 0 ? logger : throw new OptionsException([.. problems.Select(Line)]);
        }
        catch (Exception exception) when (exception is not OptionsException)
        {
            // The reader calls the methods that the section names, so any exception can come out of them.
            throw new OptionsException([Line(exception.GetBaseException().Message)]);
        }
        finally
        {
            // From now on: sinks that cannot write.
            SelfLog.Enable(Console.Error);
        }
    }

    /// <summary>A problem in a line: without the time before it and the list of candidates below it.</summary>
    static string Line(string problem)
    {
        var line = problem.Split('\n', 2)[0].Trim().Replace(" Candidate methods are:", "", StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return $"Serilog: {(space > 0 && DateTime.TryParse(line[..space], out _) ? line[(space + 1)..] : line)}";
    }
}
