namespace Relay.Storage.Sql;

/// <summary>What can be said of a database on a server.</summary>
/// <param name="Place">The database and its server, without a user or a password.</param>
/// <param name="Version">The server's product and version.</param>
/// <param name="Bytes">The room that its tables take there; null if the server does not say.</param>
/// <param name="IsEmpty">Whether there is no store in it yet.</param>
/// <param name="IsUsed">Whether a relay uses it.</param>
public sealed record ServerReport(string Place, string Version, long? Bytes, bool IsEmpty, bool IsUsed);
