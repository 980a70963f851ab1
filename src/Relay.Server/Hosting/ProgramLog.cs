namespace Relay.Server;

/// <summary>The log messages of the program, with ids 400 to 499.</summary>
static partial class ProgramLog
{
    [LoggerMessage(400, LogLevel.Information, "Listening on {Urls}; store {Path} with {Count} events; started in {Seconds:0.0} s")]
    public static partial void Started(ILogger logger, string urls, string path, long count, double seconds);

    [LoggerMessage(405, LogLevel.Information,
        "Stopping because of {Cause}: this takes {Seconds} s at most (Relay:Network:ShutdownSeconds)")]
    public static partial void Stopping(ILogger logger, string cause, int seconds);

    [LoggerMessage(406, LogLevel.Information, "Stopped in {Seconds:0.0} s after it ran for {Duration}")]
    public static partial void Stopped(ILogger logger, double seconds, TimeSpan duration);

    [LoggerMessage(407, LogLevel.Information,
        "{Cause}: the log files are opened again, and so are the files of keys and words that have changed. The settings stay as they are")]
    public static partial void ReadsFilesAgain(ILogger logger, string cause);

    [LoggerMessage(408, LogLevel.Information, "{Version}; {Libraries}")]
    public static partial void Libraries(ILogger logger, string version, string libraries);

    [LoggerMessage(409, LogLevel.Information,
        "The last minute: {Open} connections open, {Opened} opened, {Closed} closed, {TurnedAway} turned away; events: {Accepted} accepted"
        + "{AcceptedWords}, {Refused} refused{RefusedWords}; queries: {Answered} answered, the slowest in {QueryMilliseconds:0} ms, "
        + "{Unanswered} refused{UnansweredWords}; {Sent} events sent; store: {Commits} commits, the slowest in {CommitMilliseconds:0} ms, "
        + "{Health}")]
    public static partial void LastMinute(
        ILogger logger, long open, long opened, long closed, long turnedAway, long accepted, string acceptedWords, long refused,
        string refusedWords, long answered, double queryMilliseconds, long unanswered, string unansweredWords, long sent, long commits,
        double commitMilliseconds, string health);

    [LoggerMessage(403, LogLevel.Warning,
        "Relay:PublicUrl is {Url}, but nothing here speaks TLS and Relay:Network:TrustedProxies names no proxy: all clients behind "
        + "a proxy count as one address, or even as this machine")]
    public static partial void ProxyUnnamed(ILogger logger, string url);

    [LoggerMessage(402, LogLevel.Warning,
        "{EndPoint} accepts no connections ({Error}): this process may not open more files, so clients wait. Logged once a minute at most")]
    public static partial void NoFileLeft(ILogger logger, System.Net.EndPoint endPoint, System.Net.Sockets.SocketError error);

    [LoggerMessage(404, LogLevel.Warning, "Metrics do not reach {Endpoint}: {Reason}. Logged once an hour at most")]
    public static partial void NotExported(ILogger logger, string endpoint, string reason);

    [LoggerMessage(410, LogLevel.Information, "Events are kept in memory only, until the relay ends. {Commands}")]
    public static partial void KeepsNothing(ILogger logger, string commands);

    [LoggerMessage(411, LogLevel.Warning,
        "Events were stored with other routes than those of Relay:Stores now, or it is not known: every query asks all stores. To put "
        + "events where the routes lead, stop the relay and run relay stores move")]
    public static partial void RoutesChanged(ILogger logger);

    [LoggerMessage(412, LogLevel.Warning,
        "Relay:Stores names no stores, but events were stored in others than Relay:Store, as the file {File} says: they are not served")]
    public static partial void RoutesGone(ILogger logger, string file);

    [LoggerMessage(420, LogLevel.Warning, "systemd cannot be told how the relay is: {Reason}. Logged once")]
    public static partial void ServiceNotTold(ILogger logger, string reason);

    [LoggerMessage(421, LogLevel.Warning,
        "{Part} has not answered for {Seconds:0.#} s. If it does not answer in as many seconds more, systemd restarts the relay")]
    public static partial void PartStuck(ILogger logger, string part, double seconds);
}
