using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>The log messages about archives, with ids 2320 to 2329.</summary>
static partial class ArchiveMessages
{
    [LoggerMessage(2320, LogLevel.Information, "{Moved} events went to the archive {Name}")]
    public static partial void Moved(ILogger logger, long moved, string? name);

    [LoggerMessage(2321, LogLevel.Warning, "Moving events to the archive {Name} failed; they are in both stores; the relay tries again")]
    public static partial void MoveFailed(ILogger logger, string? name, Exception? exception);

    [LoggerMessage(2322, LogLevel.Warning,
        "The archive {Name} keeps out {Count} events that the store has: it has a deletion that the store does not have. They stay")]
    public static partial void KeptOut(ILogger logger, string? name, long count);
}
