using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Tests;

/// <summary>Keeps what is logged, at every level.</summary>
sealed class RecordingLog : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = new();

    public IEnumerable<string> Errors => Entries.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}
