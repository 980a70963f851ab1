using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relay.Testing;

/// <summary>Keeps what a relay logged, at Warning and above unless told otherwise.</summary>
public sealed class TestLog(LogLevel least = LogLevel.Warning) : ILoggerProvider
{
    readonly LogLevel _least = least;
    readonly ConcurrentQueue<TestLogRecord> _records = new();

    public IReadOnlyList<TestLogRecord> Records => [.. _records];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

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
public sealed record TestLogRecord(LogLevel Level, string Category, string Message, Exception? Exception);
