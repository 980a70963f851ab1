using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Ends the relay in order: no more connections, close frames to all clients, a bounded wait, the rest aborted; once the
/// web server has stopped too, the engine. The container then disposes of the stores, which write what they hold.
/// </summary>
sealed class RelayShutdown(ConnectionRegistry registry, RelayEngine engine, ILogger<RelayShutdown> logger) : IHostedLifecycleService
{
    /// <summary>For closing, for aborting and for the engine, in turn, of the ten seconds after which container hosts kill.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (registry.Count > 0)
            Log.ClosingConnections(logger, registry.Count);
        return registry.CloseAllAsync(Patience);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        var disposal = engine.DisposeAsync().AsTask();
        await disposal.WaitAsync(Patience, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!disposal.IsCompleted)
            Log.EngineLeftBehind(logger);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
