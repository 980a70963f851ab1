using Relay.Core;
using Serilog;
using Serilog.Debugging;
using Serilog.Settings.Configuration;

namespace Relay.Server;

/// <summary>Sets up Serilog. No other project refers to it.</summary>
static class ProgramLogging
{
    /// <summary>Logs as the section <c>Serilog</c> configures.</summary>
    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        // Reports sinks that cannot be created or written; they would otherwise fail in silence.
        SelfLog.Enable(Console.Error);
        // Offers the sinks that come with the program, instead of searching its folder at each start.
        var sinks = new ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly);
        try
        {
            logging.AddSerilog(new LoggerConfiguration().ReadFrom.Configuration(configuration, sinks).CreateLogger(), dispose: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new OptionsException([$"Serilog: {exception.Message.ReplaceLineEndings(" ")}"]);
        }
        // Silences the host's one message, that the start failed, because it has a stack trace. The program itself prints the reason.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }
}
