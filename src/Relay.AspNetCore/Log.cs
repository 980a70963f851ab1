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

    [LoggerMessage(306, LogLevel.Warning,
        "{Peer} sends X-Forwarded-For but is none of Relay:Network:TrustedProxies: all who come through it count as one address. Told once")]
    internal static partial void ForwardedByStranger(ILogger logger, IPAddress? peer);

    [LoggerMessage(305, LogLevel.Warning, "Connection {Id} is gone, but a hook or the store still works for it; its place is free")]
    internal static partial void ConnectionAbandoned(ILogger logger, long id);
}
