namespace Relay.AspNetCore;

/// <summary>Endpoint metadata: which relay answers there. The name is null for the default relay.</summary>
sealed record MappedRelay(string? Name);
