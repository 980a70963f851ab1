using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>The log messages of stores over engines, with ids 2100 to 2119.</summary>
static partial class EngineMessages
{
    [LoggerMessage(2100, LogLevel.Error, "A commit of {Jobs} changes failed; the clients got an error for its events")]
    public static partial void CommitFailed(ILogger logger, int jobs, Exception exception);

    [LoggerMessage(2101, LogLevel.Debug, "Erased the events of the key {Key}, which asked to vanish")]
    public static partial void Erased(ILogger logger, string key);

    [LoggerMessage(2102, LogLevel.Error, "Removing expired events, or events of keys that asked to vanish, failed; the relay tries again")]
    public static partial void HousekeepingFailed(ILogger logger, Exception exception);

    [LoggerMessage(2104, LogLevel.Error, "Looking at what a store is on, such as its disk, failed; the relay looks again in a second")]
    public static partial void LookFailed(ILogger logger, Exception exception);

    [LoggerMessage(2103, LogLevel.Warning, "A store was closed, and a relay still uses it: every event and query is refused")]
    public static partial void UsedAfterEnd(ILogger logger);
}
