using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Relay.AspNetCore;

/// <summary>
/// Ends all relays in order: it takes no more connections, sends close frames to all clients, waits for at most 2 s, and cuts the rest off.
/// Once the web server has stopped too it stops the engines, which close the stores. All of this fits into the host's shutdown time.
/// </summary>
sealed class RelayShutdown(ConnectionRegistry registry, RunningRelays relays, IOptions<HostOptions> host, ILogger<RelayShutdown> logger)
    : IHostedLifecycleService
{
    /// <summary>A client that answers a close frame does so within a round trip, and one that is cut off is gone at once.</summary>
    static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(2);

    ShutdownBudget? _budget;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _budget = new ShutdownBudget(host.Value.ShutdownTimeout);
        if (registry.Count > 0)
            TransportMessages.ClosingConnections(logger, registry.Count);
        if (await registry.CloseAllAsync(_budget.Share(ClientPatience)))
            return;
        registry.AbortAll();
        await registry.IsEmptyWithinAsync(_budget.Share(ClientPatience));
    }

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        relays.StopAsync((_budget ?? new ShutdownBudget(host.Value.ShutdownTimeout)).Left);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
