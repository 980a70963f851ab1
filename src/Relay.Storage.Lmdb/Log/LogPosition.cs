namespace Relay.Storage.Lmdb;

/// <summary>A moment in the life of a log.</summary>
/// <param name="Epoch">The random number drawn with the first commit after the log was opened; 0 before the very first commit.</param>
/// <param name="Commit">The number of commits that have changed the log. A compacted copy goes on counting.</param>
readonly record struct LogPosition(long Epoch, long Commit);
