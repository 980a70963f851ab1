using System.Net;
using Microsoft.Extensions.Logging;

namespace Relay.AspNetCore;

/// <summary>What the web part logs. Ids 300 to 399. Never a payload.</summary>
static partial class Log
{
    [LoggerMessage(300, LogLevel.Debug, "Connection {Id} comes from {Address}")]
    internal static partial void ConnectionUpgraded(ILogger logger, long id, IPAddress? address);

    [LoggerMessage(301, LogLevel.Debug, "Connection from {Address} refused with {StatusCode}: {Reason}")]
    internal static partial void ConnectionRefused(ILogger logger, IPAddress? address, int statusCode, string reason);

    [LoggerMessage(302, LogLevel.Error, "Connection {Id} failed")]
    internal static partial void ConnectionFailed(ILogger logger, Exception e, long id);

    [LoggerMessage(303, LogLevel.Information, "Closing {Count} connections")]
    internal static partial void ClosingConnections(ILogger logger, int count);

    [LoggerMessage(304, LogLevel.Debug, "Connection {Id} ends: the client does not answer")]
    internal static partial void ClientSilent(ILogger logger, long id);

    [LoggerMessage(307, LogLevel.Debug, "Connection {Id} ends: nothing that waits for the client was taken for {Seconds} s")]
    internal static partial void NothingTaken(ILogger logger, long id, int seconds);

    [LoggerMessage(308, LogLevel.Debug, "Connection {Id} ends: a message was not whole after {Seconds} s")]
    internal static partial void MessageUnfinished(ILogger logger, long id, int seconds);

    [LoggerMessage(309, LogLevel.Debug, "Connection {Id} ends: too much waits for all clients, and this one is the slowest")]
    internal static partial void OutboxEvicted(ILogger logger, long id);

    [LoggerMessage(310, LogLevel.Debug, "Connection {Id} ends: {Reason}")]
    internal static partial void MessageEvicted(ILogger logger, long id, string reason);

    [LoggerMessage(311, LogLevel.Debug,
        "The relay is idle and gives memory back: it had {Before} MiB and has {After} MiB; the collection took {Milliseconds} ms")]
    internal static partial void MemoryGivenBack(ILogger logger, long before, long after, double milliseconds);

    [LoggerMessage(306, LogLevel.Warning,
        "{Peer} sends X-Forwarded-For but is none of Relay:Network:TrustedProxies: all who come through it count as one address. Told once")]
    internal static partial void ForwardedByStranger(ILogger logger, IPAddress? peer);

    [LoggerMessage(305, LogLevel.Warning, "The engine still waits for hooks or stores and is left behind")]
    internal static partial void EngineLeftBehind(ILogger logger);
}
