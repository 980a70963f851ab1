using Relay.Core;
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
        try
        {
            logging.AddSerilog(new LoggerConfiguration().ReadFrom.Configuration(configuration, sinks).CreateLogger(), dispose: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new OptionsException([$"Serilog: {exception.Message.ReplaceLineEndings(" ")}"]);
        }
        // Its one message, that the start failed, comes with a stack trace; the program tells the reason itself.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }
}
