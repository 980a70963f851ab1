using System.Reflection;
using System.Runtime.CompilerServices;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Relay.Core;

namespace Relay.Server;

/// <summary>Sends the program's metrics to a collector by OTLP, beside the relay's own page of metrics.</summary>
static class ProgramTelemetry
{
    /// <summary>The meters that are sent: the relay's, the runtime's and the web server's.</summary>
    static readonly string[] Meters = [RelayMetrics.MeterName, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>Sends metrics if a collector is configured. Otherwise this loads none of the packages.</summary>
    public static void Add(WebApplicationBuilder builder, TelemetryOptions options)
    {
        if (TelemetrySettings.Endpoint(options, builder.Configuration) is not { } endpoint)
            return;
        builder.Configuration.AddInMemoryCollection(TelemetrySettings.Variables(options, builder.Configuration));
        Send(builder.Services, options, endpoint);
    }

    // A method of its own: its packages are loaded when it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Send(IServiceCollection services, TelemetryOptions options, string endpoint)
    {
        services.AddHostedService(provider => new TelemetryFailures(
            endpoint, provider.GetRequiredService<ILogger<TelemetryFailures>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, options))
            .WithMetrics(static metrics => metrics.AddMeter(Meters).AddOtlpExporter());
    }

    static void Describe(ResourceBuilder resource, TelemetryOptions options)
    {
        var version = typeof(ProgramTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        // A later one wins: first the defaults, then the environment, then the section.
        resource.Clear()
            .AddService("relay", serviceVersion: version, serviceInstanceId: Environment.MachineName)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        if (options.ServiceInstance is { } instance)
            resource.AddAttributes([KeyValuePair.Create<string, object>("service.instance.id", instance)]);
    }
}
