namespace Relay.Server;

/// <summary>A file that a setting names.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Path">The path as the setting has it.</param>
/// <param name="IsSecret">Whether the file holds a secret.</param>
sealed record NamedFile(string Key, string Path, bool IsSecret);
