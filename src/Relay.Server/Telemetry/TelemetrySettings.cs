using System.Globalization;

namespace Relay.Server;

/// <summary>
/// Puts <c>Relay:Telemetry</c> into the form in which the OpenTelemetry packages read their standard variables. So one that is not set in
/// the section may come from the environment, and both mean the same.
/// </summary>
static class TelemetrySettings
{
    /// <summary>The collector's address.</summary>
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    const string TimeoutKey = "OTEL_EXPORTER_OTLP_TIMEOUT";

    // The end of the program waits for at most two exports: one under way and the last one.
    const string TimeoutMilliseconds = "2000";

    /// <summary>The collector's address; null if metrics are sent nowhere.</summary>
    public static string? Endpoint(TelemetryOptions options, IConfiguration configuration) =>
        (options.OtlpEndpoint ?? configuration[EndpointKey]) is { Length: > 0 } endpoint ? endpoint : null;

    /// <summary>The mistakes in the standard variables. One that the section replaces is not looked at.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var replaced = configuration[$"Relay:Telemetry:{nameof(TelemetryOptions.OtlpEndpoint)}"] is { Length: > 0 };
        if (!replaced && configuration[EndpointKey] is { Length: > 0 } endpoint && !IsAddress(endpoint))
            yield return $"{EndpointKey} is \"{endpoint}\", which is not an address such as http://localhost:4317";
    }

    /// <summary>The standard variables that the section sets, and one that keeps the program's end short.</summary>
    public static Dictionary<string, string?> Variables(TelemetryOptions options, IConfiguration configuration)
    {
        var variables = new Dictionary<string, string?>
        {
            [EndpointKey] = options.OtlpEndpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = options.Protocol switch
            {
                OtlpProtocol.Grpc => "grpc",
                OtlpProtocol.HttpProtobuf => "http/protobuf",
                _ => null,
            },
            ["OTEL_EXPORTER_OTLP_HEADERS"] = options.Headers,
            ["OTEL_METRIC_EXPORT_INTERVAL"] = options.IntervalSeconds is { } seconds ? Text(1000L * seconds) : null,
            ["OTEL_SERVICE_NAME"] = options.ServiceName,
            [TimeoutKey] = configuration[TimeoutKey] ?? TimeoutMilliseconds,
        };
        return variables.Where(static variable => variable.Value is not null).ToDictionary();
    }

    /// <summary>Whether a text is an address to which metrics can be sent.</summary>
    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
