using System.Diagnostics.Tracing;
using System.Globalization;

namespace Relay.Server;

/// <summary>
/// Logs that metrics do not reach their collector. The exporter itself says so only to listeners of its events, and at every export.
/// </summary>
sealed class TelemetryFailures(string endpoint, ILogger logger, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>The time in which one line is enough.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    readonly Lock _gate = new();
    Listener? _listener;
    DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new Listener(this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _listener?.Dispose();

    void Failed(string reason)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (now < _next)
                return;
            _next = now + Quiet;
        }
        ProgramLog.NotExported(logger, endpoint, reason);
    }

    sealed class Listener(TelemetryFailures failures) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
                EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            object?[] values = eventData.Payload is { } payload ? [.. payload] : [];
            var text = eventData.Message is { } format ? string.Format(CultureInfo.InvariantCulture, format, values) : eventData.EventName;
            failures.Failed((text ?? "").Split('\n', 2)[0].Trim());
        }
    }
}
