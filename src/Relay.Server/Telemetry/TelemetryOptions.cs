using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Server;

/// <summary>
/// <c>Relay:Telemetry</c>: sends metrics to a collector by OTLP. What is not set here, the standard variables of OpenTelemetry (OTEL_…)
/// set.
/// </summary>
public sealed class TelemetryOptions : IValidatableObject
{
    // Null, because a relay must not call anybody unless it is told to.
    /// <summary>
    /// The address of the collector that gets the metrics by OTLP, such as http://localhost:4317. With Protocol=HttpProtobuf it gets them
    /// at /v1/metrics below this address. Default: the variable OTEL_EXPORTER_OTLP_ENDPOINT; if neither is set, nothing is sent.
    /// </summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>
    /// The protocol: Grpc, usually on port 4317, or HttpProtobuf, usually on port 4318. Default: the variable OTEL_EXPORTER_OTLP_PROTOCOL,
    /// or Grpc.
    /// </summary>
    public OtlpProtocol? Protocol { get; init; }

    // The standard's default. Shorter intervals cost the collector more than the relay.
    /// <summary>How many seconds lie between two exports. Default: the variable OTEL_METRIC_EXPORT_INTERVAL, or 60.</summary>
    [Range(1, 3600)]
    public int? IntervalSeconds { get; init; }

    /// <summary>
    /// Headers of each export, such as authorization=Bearer%20abc, separated by commas. Default: the variable OTEL_EXPORTER_OTLP_HEADERS.
    /// </summary>
    [PasswordPropertyText(true)]
    public string? Headers { get; init; }

    /// <summary>The name of the service in the exports. Default: the variable OTEL_SERVICE_NAME, or relay.</summary>
    public string? ServiceName { get; init; }

    // A name that is new at each start, as the standard advises, would begin new series at each start.
    /// <summary>
    /// The name of this instance of the service in the exports. Default: service.instance.id in the variable OTEL_RESOURCE_ATTRIBUTES, or
    /// the name of the machine. Give each of several relays on one machine its own.
    /// </summary>
    public string? ServiceInstance { get; init; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (OtlpEndpoint is { } endpoint && !TelemetrySettings.IsAddress(endpoint))
        {
            yield return new ValidationResult(
                $"is \"{endpoint}\", which is not an address such as http://localhost:4317", [nameof(OtlpEndpoint)]);
        }
        // The value is a secret, so the message does not show it.
        if (Headers?.Split(',').All(static header => header.IndexOf('=', StringComparison.Ordinal) > 0) == false)
            yield return new ValidationResult("is not of the form name=value,name=value", [nameof(Headers)]);
    }
}
