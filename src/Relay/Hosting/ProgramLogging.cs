using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Settings.Configuration;

namespace Relay.Server;

/// <summary>Serilog, which only this program knows.</summary>
static class ProgramLogging
{
    /// <summary>The logger that the section <c>Serilog</c> describes.</summary>
    public static Logger Create(IConfiguration configuration)
    {
        // A sink that cannot be made or written would otherwise fail in silence.
        SelfLog.Enable(Console.Error);
        // The sinks that come with the program, rather than a search of its folder at each start.
        var sinks = new ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly);
        return new LoggerConfiguration().ReadFrom.Configuration(configuration, sinks).CreateLogger();
    }
}
