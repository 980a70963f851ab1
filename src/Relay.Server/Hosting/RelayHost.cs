using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Policies;

namespace Relay.Server;

/// <summary>Builds the web application that the program runs.</summary>
static class RelayHost
{
    /// <summary>Builds the application from the given configuration and nothing else.</summary>
    public static WebApplication Build(ProgramConfiguration configuration, ProgramSignals signals, ServiceRequest service)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "relay",
            // Where the relative paths of certificates begin, like all others.
            ContentRootPath = Environment.CurrentDirectory,
        });
        builder.Configuration.AddConfiguration(configuration.Configuration);
        ProgramLogging.Add(builder.Services, configuration.Configuration);
        builder.WebHost
            .UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => Configure(kestrel, configuration.Configuration));
        builder.WebHost.Use(configuration);
        builder.Services.AddSingleton<IHostLifetime>(signals);
        builder.Services.AddSingleton<IConnectionListenerFactory, PatientListenerFactory>();
        builder.Services.AddOptions<HostOptions>().Configure(static (HostOptions host, RelayOptions options) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(options.Network.ShutdownSeconds));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(configuration.Options);
        builder.Services.AddRelay(builder.Configuration).UseStore(static services => services.GetRequiredService<IOpenedStore>().Store);
        builder.Services.AddSingleton(configuration.Store);
        builder.Services.AddSingleton(static services => Open(services));
        builder.Services.FitServerBuffers();
        builder.Services.AddHostedService<MinuteLog>();
        builder.Services.AddSingleton<DoctorResponder>();
        builder.Services.AddSingleton(service);
        builder.Services.AddSingleton(service.Notifier);
        builder.Services.AddSingleton<ServiceNotices>();
        ProgramTelemetry.Add(builder, configuration.Options.Get<TelemetryOptions>());

        var app = builder.Build();
        var doctor = app.Services.GetRequiredService<DoctorResponder>();
        app.Use((context, next) =>
        {
            doctor.Look(context);
            return next(context);
        });
        app.UseRouting();
        app.MapRelay("/");
        MapPublicPath(app);
        app.MapRelayHealth();
        app.MapRelayMetrics();
        return app;
    }

    /// <summary>
    /// After the start: accepts commands from other processes, and tells the log and systemd the addresses, the store and its number of
    /// events.
    /// </summary>
    public static async Task AnnounceAsync(WebApplication app, TimeSpan duration)
    {
        var services = app.Services;
        var store = services.GetRequiredService<IOpenedStore>();
        var options = services.GetRequiredService<RelayOptions>();
        var settings = services.GetRequiredService<StoreSettings>();
        store.ServeControl(RelayCommands.Create(app).ServeAsync);
        var everything = new EventQuery { Filters = [new()], Visibility = Visibility.Everything };
        var count = await store.Store.CountEventsAsync(everything, CancellationToken.None);
        ProgramLog.Started(app.Logger, string.Join(", ", app.Urls), settings.Place, count, duration.TotalSeconds);
        var types = settings.Routed.Select(static routed => routed.Settings.Type).Prepend(settings.Type);
        ProgramLog.Libraries(app.Logger, ProgramVersion.Text, string.Join(", ", ProgramVersion.Libraries(types)));
        if (IsBehindUnnamedProxy(options, app.Urls))
            ProgramLog.ProxyUnnamed(app.Logger, options.PublicUrl!);
        services.GetRequiredService<ServiceNotices>().Ready(ServiceStatus.Of(app));
    }

    /// <summary>A container makes its objects without waiting, and a store may have to wait for its disk or server.</summary>
    static IOpenedStore Open(IServiceProvider services)
    {
        var settings = services.GetRequiredService<StoreSettings>();
        var host = new StoreServices(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<RelayMetrics>());
        return settings.OpenAsync(host, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Opens the log files again and reads the files of keys and words that have changed.</summary>
    public static void ReadFilesAgain(WebApplication app, string cause) => app.Services.GetRequiredService<ServiceNotices>().Reload(() =>
    {
        app.Services.GetRequiredService<ReopenedSinks>().Reopen();
        ProgramLog.ReadsFilesAgain(app.Logger, cause);
        app.Services.ReadPolicyFilesAgain();
    });

    /// <summary>Begins the end of the application.</summary>
    public static void Stop(WebApplication app, string cause)
    {
        var seconds = app.Services.GetRequiredService<RelayOptions>().Network.ShutdownSeconds;
        app.Services.GetRequiredService<ServiceNotices>().Stopping(cause, TimeSpan.FromSeconds(seconds));
        ProgramLog.Stopping(app.Logger, cause, seconds);
        app.Lifetime.StopApplication();
    }

    /// <summary>Serves the path of the public address, too, for a proxy that passes it on. Other proxies take the path off.</summary>
    static void MapPublicPath(WebApplication app)
    {
        if (app.Services.GetRequiredService<RelayOptions>().PublicUrl is not { } url)
            return;
        var path = Uri.UnescapeDataString(new Uri(url).AbsolutePath).TrimEnd('/');
        if (path.Length > 0)
            app.MapRelay(path.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
    }

    /// <summary>
    /// Whether something in front of the relay speaks TLS but is not configured as a proxy. If such a proxy is on this machine and sends no
    /// header, its clients look like local ones, which are exempt from limits.
    /// </summary>
    static bool IsBehindUnnamedProxy(RelayOptions options, IEnumerable<string> urls) =>
        options.PublicUrl is { } url && url.StartsWith("wss:", StringComparison.OrdinalIgnoreCase)
        && options.Network.TrustedProxies is not { Length: > 0 }
        && !urls.Any(static url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));

    static void Configure(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        kestrel.AddServerHeader = false;
        // The relay reads no request bodies. A client that sends one gets an answer, and the rest is not read.
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        // A client that sends its request slowly holds a connection that others could use.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // Readers of the information document or the page seldom ask again, and count as pending connections meanwhile.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        // The relay counts its connections itself, also by address.
        kestrel.Limits.MaxConcurrentUpgradedConnections = null;
        kestrel.ConfigureEndpointDefaults(static endpoint =>
        {
            // WebSockets over HTTP/2 give a relay no advantage, and the relay can only take over connections of HTTP/1.1.
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.UseRelayHandOver();
        });
        kestrel.Configure(configuration.GetSection("Kestrel"));
    }
}
