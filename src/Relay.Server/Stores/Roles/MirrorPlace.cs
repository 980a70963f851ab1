namespace Relay.Server;

/// <summary>A store that is to have the same events as others, for <see cref="MirrorRecord"/>.</summary>
/// <param name="Name">Its name for people.</param>
/// <param name="Place">Where it is, for people.</param>
/// <param name="Folder">The folder of its note; null if it has none.</param>
/// <param name="KeepsEvents">Whether events are still there when the relay starts again.</param>
/// <param name="IsEmpty">Whether it has no events.</param>
sealed record MirrorPlace(string Name, string Place, string? Folder, bool KeepsEvents, bool IsEmpty);
