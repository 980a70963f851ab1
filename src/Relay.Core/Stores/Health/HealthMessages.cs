using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>The log messages about the health of stores.</summary>
static partial class HealthMessages
{
    [LoggerMessage(2006, LogLevel.Error, "Only removals are accepted: {Reason}")]
    public static partial void OnlyRemovals(ILogger logger, string reason, Exception? exception);

    [LoggerMessage(2007, LogLevel.Information, "The store is healthy again")]
    public static partial void Healthy(ILogger logger);

    [LoggerMessage(2011, LogLevel.Error, "Writing fails, so no event is answered before it is committed: {Reason}")]
    public static partial void WriteTroubled(ILogger logger, string reason, Exception? exception);

    [LoggerMessage(2012, LogLevel.Critical,
        "The store is broken: {What}. Nothing is stored or read until the relay is started again; check the disk first. All "
        + "events that were answered with OK after their commit are on disk")]
    public static partial void Broken(ILogger logger, string what, Exception exception);
}
