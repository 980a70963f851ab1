using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;

namespace Relay.Server;

/// <summary>What a store gets from its host.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">For the messages of the store.</param>
/// <param name="Metrics">The relay's instruments; null if nobody reads them.</param>
sealed record StoreServices(TimeProvider Time, ILoggerFactory Loggers, RelayMetrics? Metrics)
{
    /// <summary>Those of a command, which has neither a log nor instruments.</summary>
    public static StoreServices OfCommand { get; } = new(TimeProvider.System, NullLoggerFactory.Instance, Metrics: null);

    /// <summary>Whether a command uses the store, which ends soon and leaves work in the background to a relay.</summary>
    public bool IsOfCommand => ReferenceEquals(this, OfCommand);
}
