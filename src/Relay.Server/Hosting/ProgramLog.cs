namespace Relay.Server;

/// <summary>The log messages of the program, with ids 400 to 499.</summary>
static partial class ProgramLog
{
    [LoggerMessage(400, LogLevel.Information, "Listening on {Urls}; store {Path} with {Count} events")]
    public static partial void Started(ILogger logger, string urls, string path, long count);

    [LoggerMessage(403, LogLevel.Warning,
        "Relay:PublicUrl is {Url}, but nothing here speaks TLS and Relay:Network:TrustedProxies names no proxy: all clients behind "
        + "a proxy count as one address, or even as this machine")]
    public static partial void ProxyUnnamed(ILogger logger, string url);

    [LoggerMessage(402, LogLevel.Warning,
        "{EndPoint} accepts no connections ({Error}): this process may not open more files, so clients wait. Logged once a minute at most")]
    public static partial void NoFileLeft(ILogger logger, System.Net.EndPoint endPoint, System.Net.Sockets.SocketError error);

    [LoggerMessage(401, LogLevel.Information, "relay import read {Lines} lines and stored {Stored} events: {Outcome}")]
    public static partial void Imported(ILogger logger, long lines, long stored, string outcome);

    [LoggerMessage(404, LogLevel.Warning, "Metrics do not reach {Endpoint}: {Reason}. Logged once an hour at most")]
    public static partial void NotExported(ILogger logger, string endpoint, string reason);
}
