using Microsoft.Extensions.Logging;

namespace Relay.Policies;

/// <summary>The log messages about files that are followed.</summary>
static partial class FollowedFileMessages
{
    [LoggerMessage(30, LogLevel.Information, "Files: {Path} was read again and has {Count} entries")]
    public static partial void FollowedFileLoaded(this ILogger logger, string path, int count);

    [LoggerMessage(31, LogLevel.Warning, "Files: {Path}:{Line} {Reason}")]
    public static partial void FollowedLineWrong(this ILogger logger, string path, int line, string reason);

    [LoggerMessage(32, LogLevel.Warning,
        "Files: {Path} has {Wrong} wrong lines; the relay keeps using the {Count} entries that it read before")]
    public static partial void FollowedFileKept(this ILogger logger, string path, int wrong, int count);

    [LoggerMessage(33, LogLevel.Warning,
        "Files: {Path} cannot be read ({Problem}); the relay keeps using the {Count} entries that it read before")]
    public static partial void FollowedFileUnreadable(this ILogger logger, string path, string problem, int count);

    [LoggerMessage(39, LogLevel.Warning, "Files: {Path} was read again and has only {Count} entries; it had {Before} before")]
    public static partial void FollowedFileShrunk(this ILogger logger, string path, int count, int before);
}
