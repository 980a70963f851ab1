using System.Text.Json;

namespace Relay.Server;

/// <summary>What one address of the relay answered about its health.</summary>
/// <param name="IsHealthy">Whether the relay there accepts connections and its store is healthy.</param>
/// <param name="Line">The answer in a line, or why there is none.</param>
sealed record HealthAnswer(bool IsHealthy, string Line)
{
    const int MaxShown = 200;

    /// <summary>Whether a relay answered, in any state.</summary>
    public bool IsOfRelay { get; private init; }

    /// <summary>Whether the relay takes no connections because it drains.</summary>
    public bool IsDraining { get; private init; }

    /// <summary>The answer of a web server. One that is not a relay may answer 200, too.</summary>
    public static HealthAnswer Of(string address, int statusCode, string body)
    {
        var status = StatusOf(body);
        var isHealthy = statusCode == StatusCodes.Status200OK && status == "ok";
        var text = (body.Length <= MaxShown ? body : body[..MaxShown] + "…").ReplaceLineEndings(" ");
        return new(isHealthy, $"{address} answers {statusCode}: {text}")
        {
            IsOfRelay = status is not null,
            IsDraining = status == "draining",
        };
    }

    static string? StatusOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("status", out var status)
                && status.ValueKind == JsonValueKind.String
                ? status.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
