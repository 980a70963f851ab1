namespace Relay.Server;

/// <summary>A part of the relay that was asked whether it goes on.</summary>
/// <param name="Name">Its name in the log.</param>
/// <param name="Answer">Completes when it has shown that it goes on.</param>
/// <param name="WaitsForDisk">Whether it cannot answer because the disk does not, which no restart mends.</param>
sealed record WatchedPart(string Name, Task Answer, Func<bool> WaitsForDisk);
