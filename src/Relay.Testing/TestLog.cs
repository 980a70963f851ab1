using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relay.Testing;

/// <summary>Keeps what a relay logged, at Warning and above unless told otherwise.</summary>
public sealed class TestLog(LogLevel least = LogLevel.Warning) : ILoggerProvider
{
    readonly LogLevel _least = least;
    readonly ConcurrentQueue<TestLogRecord> _records = new();

    /// <summary>The records in the order in which they came.</summary>
    public IReadOnlyList<TestLogRecord> Records => [.. _records];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log._least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log._records.Enqueue(new TestLogRecord(logLevel, category, formatter(state, exception), exception));
        }
    }
}

/// <summary>One log record.</summary>
/// <param name="Level">The level.</param>
/// <param name="Category">The class that logged it.</param>
/// <param name="Message">The text with its values.</param>
/// <param name="Exception">The exception, if there was one.</param>
public sealed record TestLogRecord(LogLevel Level, string Category, string Message, Exception? Exception);
