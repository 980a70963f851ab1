using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>The web application that the program runs.</summary>
static class RelayHost
{
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
        builder.Services.AddSingleton<IConnectionListenerFactory, PatientListenerFactory>();
        builder.Services.AddOptions<HostOptions>().Configure(static (HostOptions host, RelayOptions options) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(options.Network.ShutdownSeconds));
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
        if (IsBehindUnnamedProxy(options, app.Urls))
            ProgramLog.ProxyUnnamed(app.Logger, options.PublicUrl!);
    }

    /// <summary>
    /// Whether something in front of the relay speaks TLS and is not known to: one on this machine that sends no header cannot be told
    /// from the clients that are exempt from limits.
    /// </summary>
    static bool IsBehindUnnamedProxy(RelayOptions options, IEnumerable<string> urls) =>
        options.PublicUrl is { } url && url.StartsWith("wss:", StringComparison.OrdinalIgnoreCase)
        && options.Network.TrustedProxies is not { Length: > 0 }
        && !urls.Any(static url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));

    static async Task ServeCommandAsync(
        Stream connection, LmdbEventStore store, RelayOptions options, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        if (await ImportServer.ServeAsync(connection, store, options, time, cancel) is { } report)
            ProgramLog.Imported(logger, report.Lines, report.Stored, report.Failure ?? "complete");
    }

    static void Configure(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        kestrel.AddServerHeader = false;
        // Nothing here reads a body: who sends one gets an answer, and is not listened to any more.
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        // A client that is slow to say what it wants holds a connection that others could use.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // Whoever reads the information document or the page seldom asks again, and is counted among PendingConnections meanwhile.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(15);
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
