using Relay.Core;

namespace Relay.Server;

/// <summary>How the relay is, for systemd.</summary>
static class ServiceStatus
{
    /// <summary>The line that <c>systemctl status</c> shows.</summary>
    public static string Of(WebApplication app)
    {
        var engine = app.Services.GetRequiredService<RelayEngine>();
        var health = engine.Health;
        return $"Listening on {string.Join(", ", app.Urls)}; {engine.Connections} connections; store "
            + (health.State == StoreState.Healthy ? "healthy" : $"degraded: {health.Reason}");
    }

    /// <summary>Begins to send signs of life, if systemd waits for them.</summary>
    public static Watchdog? Watch(WebApplication app)
    {
        var services = app.Services;
        if (services.GetRequiredService<ServiceRequest>() is not { Notifier.IsEnabled: true, WatchdogTimeout: { } timeout })
            return null;
        var engine = services.GetRequiredService<RelayEngine>();
        var store = services.GetRequiredService<IOpenedStore>().Store;
        return new Watchdog(
            services.GetRequiredService<ServiceNotices>(),
            timeout,
            () =>
            [
                new("The sending of live events", engine.ProbeAsync(), static () => false),
                new("The store's writer", AnswerOf(store), DiskWait.OfWriter),
            ],
            () => engine.Health,
            () => Of(app),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<Watchdog>>());
    }

    /// <summary>Writing no events goes through the writer's queue and thread, and writes nothing.</summary>
    static Task AnswerOf(IEventStore store) => store.BackfillAsync([], CancellationToken.None).AsTask();
}
