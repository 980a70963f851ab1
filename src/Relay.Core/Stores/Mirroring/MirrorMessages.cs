using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>The log messages about mirrors, with ids 2300 to 2319.</summary>
static partial class MirrorMessages
{
    [LoggerMessage(2300, LogLevel.Error, "The mirror {Name} is behind: {Why}. It is not read until it is repaired")]
    public static partial void Behind(ILogger logger, string name, string why, Exception? exception);

    [LoggerMessage(2301, LogLevel.Error,
        "That a mirror is behind cannot be noted on the disk: until it is, every event is answered with an error")]
    public static partial void NotRecorded(ILogger logger, Exception exception);

    [LoggerMessage(2302, LogLevel.Information, "The mirror {Name} is being repaired from {Source}")]
    public static partial void Repairing(ILogger logger, string name, string source);

    [LoggerMessage(2303, LogLevel.Information,
        "The mirror {Name} is in step: {Copied} events copied, {Removed} removed, {KeptOut} kept out by its deletions")]
    public static partial void InStep(ILogger logger, string name, long copied, long removed, long keptOut);

    [LoggerMessage(2304, LogLevel.Warning, "The repair of the mirror {Name} did not succeed; the relay tries again")]
    public static partial void RepairFailed(ILogger logger, string name, Exception? exception);

    [LoggerMessage(2305, LogLevel.Warning, "The mirror {Name} failed during a query, which goes on with another")]
    public static partial void ReadFailed(ILogger logger, string name, Exception? exception);

    [LoggerMessage(2306, LogLevel.Warning,
        "It cannot be noted that the mirrors were closed in step: they are compared when the relay starts again")]
    public static partial void EndNotRecorded(ILogger logger, Exception exception);
}
