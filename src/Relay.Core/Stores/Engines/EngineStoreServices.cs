using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>What an <see cref="EngineStore"/> gets from its host.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Logger">For the messages of the store.</param>
/// <param name="Metrics">The relay's instruments; null if nobody reads them.</param>
/// <param name="Watch">Looks after the disk or server that the engine uses; null if nothing does.</param>
/// <param name="Place">What the engine's files are in, such as a folder with a lock; disposed of after the engine.</param>
public sealed record EngineStoreServices(
    TimeProvider Time, ILogger Logger, RelayMetrics? Metrics = null, IStoreWatch? Watch = null, IDisposable? Place = null);
