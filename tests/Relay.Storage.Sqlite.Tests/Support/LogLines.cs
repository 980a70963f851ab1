using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>Keeps what a store logs.</summary>
sealed class LogLines : ILogger
{
    readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> All => _lines;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
