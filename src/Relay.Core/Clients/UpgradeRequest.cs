using System.Security.Claims;

namespace Relay.Core;

/// <summary>The HTTP request with which a client connected, or asked for the information document.</summary>
public sealed class UpgradeRequest
{
    /// <summary>The host that the client asked for, with its port if it named one.</summary>
    public string Host { get; init; } = "";

    /// <summary>The whole path, beginning with a slash.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query string with its question mark; empty if there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers by name, in any case; several values of a header are separated by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The user whom the web application's own authentication found; null if it found none.</summary>
    public ClaimsPrincipal? User { get; init; }
}
