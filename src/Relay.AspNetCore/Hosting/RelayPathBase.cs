namespace Relay.AspNetCore;

/// <summary>Endpoint metadata: the path that something in front of the endpoint takes off.</summary>
sealed record RelayPathBase(string Path);
