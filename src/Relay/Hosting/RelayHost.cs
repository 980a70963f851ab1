using Microsoft.AspNetCore.Server.Kestrel.Core;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>The web application that the program runs.</summary>
static class RelayHost
{
    // Below the ten seconds after which container hosts kill.
    static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    /// <summary>Puts the application together, from the given configuration and nothing else.</summary>
    public static WebApplication Build(ProgramConfiguration configuration)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "relay",
            // Where appsettings.json and certificates with relative paths are looked for, wherever the program is started.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddConfiguration(configuration.Configuration);
        ProgramLogging.Add(builder.Logging, configuration.Configuration);
        builder.WebHost
            .UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => Configure(kestrel, configuration.Configuration))
            .UseUrls(configuration.Urls);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(configuration.Options);
        builder.Services.AddRelay(builder.Configuration).UseLmdb();
        builder.Services.FitServerBuffers();

        var app = builder.Build();
        app.UseRouting();
        app.MapRelay("/");
        app.MapRelayHealth();
        app.MapRelayMetrics();
        return app;
    }

    /// <summary>Takes commands and says where the relay is and what it has, once it has started.</summary>
    public static async Task AnnounceAsync(WebApplication app)
    {
        var services = app.Services;
        var store = services.GetRequiredService<LmdbEventStore>();
        var options = services.GetRequiredService<RelayOptions>();
        var time = services.GetRequiredService<TimeProvider>();
        store.ServeControl((connection, cancel) => ServeCommandAsync(connection, store, options, time, app.Logger, cancel));
        var everything = new EventQuery { Filters = [new()], Visibility = Visibility.Everything };
        var count = await store.CountEventsAsync(everything, CancellationToken.None);
        ProgramLog.Started(app.Logger, string.Join(", ", app.Urls), store.Path, count);
    }

    static async Task ServeCommandAsync(
        Stream connection, LmdbEventStore store, RelayOptions options, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        var report = await ImportServer.ServeAsync(connection, store, options, time, cancel);
        ProgramLog.Imported(logger, report.Lines, report.Stored, report.Failure ?? "complete");
    }

    static void Configure(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        kestrel.AddServerHeader = false;
        // Nobody posts anything large; the relay bounds its WebSocket messages itself.
        kestrel.Limits.MaxRequestBodySize = 1 << 20;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        // A client that is slow to say what it wants holds a connection that others could use.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        // The relay counts its connections itself, by address too.
        kestrel.Limits.MaxConcurrentUpgradedConnections = null;
        kestrel.ConfigureEndpointDefaults(static endpoint =>
        {
            // WebSockets over HTTP/2 bring nothing to a relay, and the relay takes over the connections of HTTP/1.1.
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.UseRelayHandOver();
        });
        kestrel.Configure(configuration.GetSection("Kestrel"));
    }
}
