namespace Relay.Storage.Lmdb;

/// <summary>A moment in the life of a log.</summary>
/// <param name="Epoch">The random number drawn with the first commit after the log was opened; 0 before the very first.</param>
/// <param name="Commit">How many commits have changed the log; a compacted copy goes on counting.</param>
readonly record struct LogPosition(long Epoch, long Commit);
