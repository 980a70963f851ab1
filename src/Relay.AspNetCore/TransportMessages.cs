using System.Net;
using Microsoft.Extensions.Logging;

namespace Relay.AspNetCore;

/// <summary>The log messages of the web part, with ids 300 to 399. None contains a payload.</summary>
static partial class TransportMessages
{
    [LoggerMessage(300, LogLevel.Debug, "Connection {Id} comes from {Address}")]
    public static partial void ConnectionUpgraded(ILogger logger, long id, IPAddress? address);

    [LoggerMessage(301, LogLevel.Debug, "Connection from {Address} refused with {StatusCode}: {Reason}")]
    public static partial void ConnectionRefused(ILogger logger, IPAddress? address, int statusCode, string reason);

    [LoggerMessage(302, LogLevel.Error, "Connection {Id} failed")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception, long id);

    [LoggerMessage(303, LogLevel.Information, "Closing {Count} connections")]
    public static partial void ClosingConnections(ILogger logger, int count);

    [LoggerMessage(304, LogLevel.Debug, "Connection {Id} ends: the client does not answer")]
    public static partial void ClientSilent(ILogger logger, long id);

    [LoggerMessage(312, LogLevel.Debug, "Connection {Id} ends: for {Seconds} s the client took none of the data that waits for it")]
    public static partial void NothingTaken(ILogger logger, long id, int seconds);

    [LoggerMessage(313, LogLevel.Debug, "Connection {Id} ends: a message was not complete after {Seconds} s")]
    public static partial void MessageUnfinished(ILogger logger, long id, int seconds);

    [LoggerMessage(314, LogLevel.Debug,
        "Connection {Id} ends: too much data waits for all clients together, and this client is the slowest")]
    public static partial void OutboxEvicted(ILogger logger, long id);

    [LoggerMessage(315, LogLevel.Debug, "Connection {Id} ends: {Reason}")]
    public static partial void MessageEvicted(ILogger logger, long id, string reason);

    [LoggerMessage(319, LogLevel.Debug, "Connection {Id} is over after {Seconds:0.0} s: {Cause}")]
    public static partial void ConnectionEnded(ILogger logger, long id, double seconds, string cause);

    [LoggerMessage(311, LogLevel.Debug,
        "The relay is idle and gives memory back: it had {Before} MiB and has {After} MiB; the collection took {Milliseconds} ms")]
    public static partial void MemoryGivenBack(ILogger logger, long before, long after, double milliseconds);

    [LoggerMessage(306, LogLevel.Warning,
        "{Peer} sends {Header} but is not one of Relay:Network:TrustedProxies: all its clients count as one address. Logged once")]
    public static partial void ForwardedByStranger(ILogger logger, string peer, string? header);

    [LoggerMessage(307, LogLevel.Warning,
        "{Peer} is one of Relay:Network:TrustedProxies but names no client in {Header}: such clients count as one address, the "
        + "proxy's. Logged once")]
    public static partial void ClientUnnamed(ILogger logger, string peer, string header);

    [LoggerMessage(308, LogLevel.Warning,
        "{Peer} asks for a host name that is not this machine, as a local proxy or tunnel does: all its clients count as one address. "
        + "If it names its clients in a header that they cannot write themselves, add it to Relay:Network:TrustedProxies; never add Tor "
        + "(docs/proxies.md). Logged once")]
    public static partial void ClientTunnelled(ILogger logger, string peer);

    [LoggerMessage(309, LogLevel.Warning,
        "Relay:Network:MaxConnections is {Configured}, but the files that this process may open are enough for {Possible} connections "
        + "({Limit} files, {Open} are open). To allow more, raise the limit of open files (ulimit -n, LimitNOFILE)")]
    public static partial void FewFiles(ILogger logger, int configured, int possible, int limit, int open);

    [LoggerMessage(316, LogLevel.Warning,
        "Relay:Network:MaxConnections is {Configured}, but the {MiB} MiB that this process may use are enough for {Possible} connections")]
    public static partial void LittleMemory(ILogger logger, int configured, int possible, long miB);

    [LoggerMessage(317, LogLevel.Warning,
        "Signatures are verified by managed code, which takes three to six times as long, because no libsecp256k1 was loaded. Publish "
        + "the program for this machine, so that the library is beside it, or install the system's package libsecp256k1-1 or "
        + "libsecp256k1-2")]
    public static partial void SlowSignatures(ILogger logger);

    [LoggerMessage(318, LogLevel.Debug, "Signatures are verified by {Library}")]
    public static partial void Signatures(ILogger logger, string library);

    [LoggerMessage(310, LogLevel.Warning,
        "A connection from {Peer} was closed: too many connections ({Count}), or too many of its address, are not WebSockets yet. "
        + "Logged once a minute at most")]
    public static partial void TooManyPending(ILogger logger, IPAddress? peer, int count);

    [LoggerMessage(305, LogLevel.Debug,
        "Connection {Id} is gone, but a hook or the store still works for it; the limits no longer count it")]
    public static partial void ConnectionAbandoned(ILogger logger, long id);

    [LoggerMessage(320, LogLevel.Information,
        "Draining: no more connections are taken, and the {Count} open ones are closed over {Seconds} s")]
    public static partial void Draining(ILogger logger, int count, double seconds);

    [LoggerMessage(321, LogLevel.Information, "No longer draining: connections are taken again")]
    public static partial void Undrained(ILogger logger);
}
