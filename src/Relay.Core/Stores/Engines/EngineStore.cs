using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>What an <see cref="EngineStore"/> gets from its host.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Logger">For the messages of the store.</param>
/// <param name="Metrics">The relay's instruments; null if nobody reads them.</param>
/// <param name="Watch">Looks after the disk or server that the engine uses; null if nothing does.</param>
public sealed record EngineStoreServices(TimeProvider Time, ILogger Logger, RelayMetrics? Metrics = null, IStoreWatch? Watch = null);

/// <summary>
/// A store over an engine: it decides what is stored, replaced, deleted, erased and expired, commits the events of many connections
/// together, numbers them, and answers queries. Thread-safe.
/// </summary>
public sealed class EngineStore
{
    /// <summary>Reads the engine's state and starts. The store owns the engine from then on, and disposes of it if this fails.</summary>
    public static ValueTask<EngineStore> OpenAsync(IStoreEngine engine, EngineStoreServices services, CancellationToken cancel) =>
        throw new NotImplementedException();
}
