using Microsoft.Extensions.Logging;

namespace Relay.Policies;

/// <summary>The log messages about the web of trust.</summary>
static partial class WebOfTrustMessages
{
    [LoggerMessage(50, LogLevel.Debug, "The web of trust reaches {Count} keys")]
    public static partial void WebOfTrustMade(this ILogger logger, int count);

    [LoggerMessage(51, LogLevel.Error, "The web of trust could not be made from the stored follow lists; the previous one stays in use")]
    public static partial void WebOfTrustFailed(this ILogger logger, Exception exception);

    [LoggerMessage(38, LogLevel.Warning, "The web of trust is full with {Keys} keys and {Follows} follows; further ones are left out")]
    public static partial void WebOfTrustFull(this ILogger logger, int keys, int follows);
}
