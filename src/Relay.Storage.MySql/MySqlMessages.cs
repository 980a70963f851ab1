using Microsoft.Extensions.Logging;

namespace Relay.Storage.MySql;

/// <summary>The log messages of the store in MariaDB and MySQL, with ids 2400 to 2499.</summary>
static partial class MySqlMessages
{
    [LoggerMessage(2400, LogLevel.Warning,
        "The {Place} does not sync every commit (innodb_flush_log_at_trx_commit is {Setting} and not 1): events that were answered with OK "
        + "may be lost if its machine fails")]
    public static partial void NotDurable(ILogger logger, string place, long setting);
}
