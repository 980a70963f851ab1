namespace Relay.Server;

/// <summary>Keys of the telemetry and of the web server that have no effect.</summary>
static class IdleServerSettings
{
    public static IEnumerable<IdleSetting> OfTelemetry(IReadOnlyList<string> changed, ProgramConfiguration configuration)
    {
        var telemetry = configuration.Options.Get<TelemetryOptions>();
        if (TelemetrySettings.Endpoint(telemetry, configuration.Configuration) is not null)
            return [];
        return changed.Where(static key => key.StartsWith("Relay:Telemetry:", StringComparison.OrdinalIgnoreCase)).Select(static key =>
            new IdleSetting(key, "metrics are sent nowhere", "Set Relay:Telemetry:OtlpEndpoint to the collector, or remove the key."));
    }

    /// <summary>The web server has no defaults to compare with, so that only what is set is looked at.</summary>
    public static IEnumerable<IdleSetting> OfWebServer(ProgramConfiguration configuration)
    {
        var kestrel = configuration.Configuration.GetSection("Kestrel");
        if (kestrel.GetSection("Endpoints").GetChildren().Any() && configuration.OriginOf("Urls") != SettingOrigin.Default)
        {
            yield return new(
                "Urls", "Kestrel:Endpoints names addresses, and these replace all others",
                "Remove Urls, --urls and --port, or Kestrel:Endpoints.");
        }
        var certificates = kestrel.GetSection("Certificates");
        if (certificates.GetChildren().Any()
            && ListenAddresses.Of(configuration).All(static address => address.Scheme != Uri.UriSchemeHttps))
        {
            yield return new(
                certificates.Path, "the relay listens on no https address",
                "Let Urls or an endpoint begin with https:, or remove the section.");
        }
    }
}
