using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Relay.Server;

/// <summary>
/// Writes log messages as systemd's journal reads them: each line begins with its level (sd-daemon(3)). The journal itself adds the time.
/// </summary>
sealed class JournalFormatter : ITextFormatter
{
    readonly MessageTemplateTextFormatter _text = new("{Message:l}{NewLine}{Exception}", CultureInfo.InvariantCulture);

    /// <summary>Whether standard output is the journal.</summary>
    public static bool IsWanted
    {
        get
        {
            // JOURNAL_STREAM has the device and the number of the stream. Programs that the service starts with another output inherit it.
            var stream = Environment.GetEnvironmentVariable("JOURNAL_STREAM")?.Split(':');
            return OperatingSystem.IsLinux() && stream is [_, var number]
                && new FileInfo("/proc/self/fd/1").LinkTarget?.EndsWith($":[{number}]", StringComparison.Ordinal) == true;
        }
    }

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        _text.Format(logEvent, text);
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
        {
            output.Write(Prefix(logEvent.Level));
            output.WriteLine(line);
        }
    }

    static string Prefix(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => "<2>",
        LogEventLevel.Error => "<3>",
        LogEventLevel.Warning => "<4>",
        LogEventLevel.Information => "<6>",
        _ => "<7>",
    };
}
