using Serilog;
using Serilog.Debugging;
using Serilog.Settings.Configuration;

namespace Relay.Server;

/// <summary>Serilog, which only this program knows.</summary>
static class ProgramLogging
{
    /// <summary>Logs as the section <c>Serilog</c> says.</summary>
    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        // A sink that cannot be made or written would otherwise fail in silence.
        SelfLog.Enable(Console.Error);
        // The sinks that come with the program, rather than a search of its folder at each start.
        var sinks = new ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly);
        logging.AddSerilog(new LoggerConfiguration().ReadFrom.Configuration(configuration, sinks).CreateLogger(), dispose: true);
    }
}
