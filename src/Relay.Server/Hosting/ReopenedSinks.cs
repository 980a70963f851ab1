using Serilog.Core;
using Serilog.Events;

namespace Relay.Server;

/// <summary>
/// Passes log messages to sinks that can be closed and opened again, so that a program that rotates log files can move them away. Messages
/// wait meanwhile.
/// </summary>
sealed class ReopenedSinks(Func<Logger> open) : ILogEventSink, IDisposable
{
    readonly Lock _gate = new();
    Logger _sinks = open();

    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
            _sinks.Write(logEvent);
    }

    /// <summary>Closes the sinks and opens them again. If that fails, it says so on standard error.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            // First: files are locked by whoever has them open.
            _sinks.Dispose();
            _sinks = open();
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _sinks.Dispose();
    }
}
