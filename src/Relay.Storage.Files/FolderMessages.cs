using Microsoft.Extensions.Logging;

namespace Relay.Storage.Files;

/// <summary>The log messages about a store's folder and its disk, with ids among those of stores, 2000 to 2099.</summary>
static partial class FolderMessages
{
    [LoggerMessage(2010, LogLevel.Error, "A command that came through the control socket failed")]
    public static partial void ControlFailed(ILogger logger, Exception exception);

    [LoggerMessage(2013, LogLevel.Warning,
        "The file relay.owner in {Path} cannot be written, so messages cannot name the process that owns the store: {Reason}")]
    public static partial void OwnerUnnamed(ILogger logger, string path, string reason);

    [LoggerMessage(2014, LogLevel.Warning,
        "The control socket in {Path} cannot be made, so commands cannot reach this relay: {Reason}")]
    public static partial void ControlUnavailable(ILogger logger, string path, string reason);

    [LoggerMessage(2017, LogLevel.Warning, "The disk is full: the store frees its reserve of {MiB} MiB, so that removals still work")]
    public static partial void ReserveUsed(ILogger logger, long miB);
}
