using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Every log message of this project. Lifecycle is at Debug, single events at Trace. No message contains what a client wrote.
/// </summary>
static partial class RelayMessages
{
    [LoggerMessage(1, LogLevel.Debug, "Connection {Connection} opened")]
    public static partial void ConnectionOpened(this ILogger logger, long connection);

    [LoggerMessage(2, LogLevel.Debug, "Connection {Connection} closed")]
    public static partial void ConnectionClosed(this ILogger logger, long connection);

    [LoggerMessage(10, LogLevel.Trace, "Connection {Connection}: event {Id} answered {Accepted} {Message}")]
    public static partial void EventAnswered(this ILogger logger, long connection, Bytes32 id, bool accepted, string message);

    [LoggerMessage(11, LogLevel.Trace, "Connection {Connection}: query refused: {Message}")]
    public static partial void QueryRefused(this ILogger logger, long connection, string message);

    [LoggerMessage(14, LogLevel.Debug, "Connection {Connection}: {Policy} on event {Id}: {Message}")]
    public static partial void EventRefusedBy(this ILogger logger, long connection, string policy, Bytes32 id, string message);

    [LoggerMessage(15, LogLevel.Debug, "Connection {Connection}: {Policy} on a query or message: {Message}")]
    public static partial void RefusedBy(this ILogger logger, long connection, string policy, string message);

    [LoggerMessage(12, LogLevel.Debug, "Connection {Connection} has proved the key {Key}")]
    public static partial void KeyProved(this ILogger logger, long connection, Bytes32 key);

    [LoggerMessage(13, LogLevel.Debug, "Connection {Connection}: AUTH refused: {Message}")]
    public static partial void AuthenticationRefused(this ILogger logger, long connection, string message);

    [LoggerMessage(20, LogLevel.Error, "Connection {Connection}: a hook or the store failed on event {Id}")]
    public static partial void EventFailed(this ILogger logger, Exception exception, long connection, Bytes32 id);

    [LoggerMessage(21, LogLevel.Error, "Connection {Connection}: a hook or the store failed on a query")]
    public static partial void QueryFailed(this ILogger logger, Exception exception, long connection);

    [LoggerMessage(22, LogLevel.Error, "Connection {Connection}: a {Hook} hook failed")]
    public static partial void HookFailed(this ILogger logger, Exception exception, long connection, string hook);

    [LoggerMessage(26, LogLevel.Error, "A {Hook} hook ({Handler}) gave no answer within {Seconds} s and was given up")]
    public static partial void HookTimedOut(this ILogger logger, string hook, string handler, double seconds);

    [LoggerMessage(27, LogLevel.Warning,
        "{Count} lines about hooks, like the next one, were left out of the log because there were too many")]
    public static partial void FaultsOmitted(this ILogger logger, int count);

    [LoggerMessage(28, LogLevel.Warning,
        "{Count} removals wait for OnEventDeleted hooks, which is the limit; the hooks are not told about further ones")]
    public static partial void RemovalsDropped(this ILogger logger, int count);

    [LoggerMessage(29, LogLevel.Warning, "The relay is ending and waits no longer for its {Part}")]
    public static partial void LeftBehind(this ILogger logger, string part);

    [LoggerMessage(34, LogLevel.Error, "The relay is ending, but stopping its {Part} failed")]
    public static partial void EndFailed(this ILogger logger, Exception exception, string part);

    [LoggerMessage(23, LogLevel.Error, "Live events: event {Id} could not be sent to subscribers")]
    public static partial void FanoutFailed(this ILogger logger, Exception exception, Bytes32 id);

    [LoggerMessage(24, LogLevel.Warning, "Live events: too many were waiting in memory; {Count} of them are read back from the store")]
    public static partial void FanoutBehind(this ILogger logger, long count);

    [LoggerMessage(25, LogLevel.Error, "Live events: event number {Sequence} could not be read back")]
    public static partial void ReadBackFailed(this ILogger logger, Exception exception, long sequence);

    [LoggerMessage(35, LogLevel.Error, "The command {Command}, which came through the control socket, failed")]
    public static partial void ControlFailed(this ILogger logger, Exception exception, string command);

    [LoggerMessage(36, LogLevel.Information, "Imported {Lines} events, {Stored} of them new: {Outcome}")]
    public static partial void Imported(this ILogger logger, long lines, long stored, string outcome);

    [LoggerMessage(37, LogLevel.Information, "Removed {Events} events, as a command asked")]
    public static partial void Removed(this ILogger logger, long events);
}
