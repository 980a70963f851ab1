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
    const string Section = "Serilog";

    static readonly string[] SinkKeys = ["WriteTo", "AuditTo"];

    static readonly string[] SharedKeys = ["Using", "LevelSwitches"];

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
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var (logger, sinks) = Create(configuration);
        services.AddSingleton(sinks);
        services.AddSerilog(logger, dispose: true);
    }

    /// <summary>The mistakes in the section, which are found by making a logger. It is closed again.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        try
        {
            using var logger = Create(configuration).Logger as IDisposable;
            return [];
        }
        catch (OptionsException exception)
        {
            return exception.Problems;
        }
    }

    static (Serilog.ILogger Logger, ReopenedSinks Sinks) Create(IConfiguration configuration)
    {
        // Serilog leaves out a sink that it cannot find or make, and says so only here.
        var problems = new List<string>();
        SelfLog.Enable(problems.Add);
        try
        {
            var sinks = new ReopenedSinks(() => Read(configuration, NeededBySinks).MinimumLevel.Verbose().CreateLogger());
            var logger = Read(configuration, static key => !IsBelow(key, SinkKeys))
                // The messages of the host and the server that the start failed have stack traces. The program itself prints the reason.
                .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LevelAlias.Off)
                .Filter.ByExcluding(static e => e.MessageTemplate.Text == "Unable to start Kestrel.")
                // Lets exceptions of the sinks below AuditTo through. Those below WriteTo throw none.
                .AuditTo.Sink(sinks)
                .CreateLogger();
            return problems.Count == 0 ? (logger, sinks) : throw new OptionsException([.. problems.Select(Line)]);
        }
        catch (Exception exception) when (exception is not OptionsException)
        {
            // The reader calls the methods that the section names, so any exception can come out of them.
            throw new OptionsException([Line(exception.GetBaseException().Message)]);
        }
        finally
        {
            // From now on: sinks that cannot write.
            SelfLog.Enable(Tell);
        }
    }

    /// <summary>Writes a problem, without its stack trace, to standard error, which may be a terminal that was closed.</summary>
    static void Tell(string problem)
    {
        var reason = problem.Split('\n').ElementAtOrDefault(1)?.Trim();
        try
        {
            Console.Error.WriteLine(Line(problem) + (reason is { Length: > 0 } ? $": {reason}" : ""));
        }
        catch (IOException)
        {
            // Nobody can read it.
        }
    }

    /// <summary>A logger's configuration with some of the section's keys.</summary>
    static LoggerConfiguration Read(IConfiguration configuration, Func<string, bool> isTaken)
    {
        var keys = configuration.GetSection(Section).AsEnumerable().Where(pair => isTaken(pair.Key));
        var part = new ConfigurationBuilder().AddInMemoryCollection(keys).Build();
        var console = part.GetSection($"{Section}:{SinkKeys[0]}:0");
        // Only in the place of the console's own format: other formats are the operator's choice.
        if (console["Name"] == "Console" && !console.GetSection("Args").Exists() && JournalFormatter.IsWanted)
            console["Args:formatter"] = typeof(JournalFormatter).AssemblyQualifiedName;
        return new LoggerConfiguration().ReadFrom.Configuration(part, new ConfigurationReaderOptions(Assemblies));
    }

    /// <summary>Whether a key is about the sinks themselves. The others say which messages reach them, and with what.</summary>
    static bool NeededBySinks(string key) => IsBelow(key, SinkKeys) || IsBelow(key, SharedKeys);

    static bool IsBelow(string key, string[] names) =>
        names.Any(name => $"{key}:".StartsWith($"{Section}:{name}:", StringComparison.OrdinalIgnoreCase));

    /// <summary>A problem in a line: without the time before it and the list of candidates below it.</summary>
    static string Line(string problem)
    {
        var line = problem.Split('\n', 2)[0].Trim().Replace(" Candidate methods are:", "", StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return $"Serilog: {(space > 0 && DateTime.TryParse(line[..space], out _) ? line[(space + 1)..] : line)}";
    }
}
