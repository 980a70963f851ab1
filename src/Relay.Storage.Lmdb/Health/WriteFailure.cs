using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>What a failed write means, in words for clients, for <c>/health</c> and for the log. None names a file.</summary>
/// <param name="Kind">Who or what is at fault.</param>
/// <param name="What">What is wrong, as half a sentence.</param>
/// <param name="Answer">What a client is told whose event it was.</param>
readonly record struct WriteFailure(WriteFailureKind Kind, string What, string Answer)
{
    const string Full = "error: the relay's disk is full";

    /// <summary>Less than this is free after a write that did not fit: what LMDB could write of it took the rest.</summary>
    const long NextToNothing = 1 << 20;

    /// <summary>Nothing can be written any more.</summary>
    public static readonly WriteFailure Broken = new(WriteFailureKind.Broken, "the store is broken", StoreBrokenException.Refusal);

    /// <summary>Judges a failure to write this environment on this disk.</summary>
    public static WriteFailure Of(Exception exception, LmdbEnvironment environment, StoreDisk disk) => exception switch
    {
        LmdbException { Error: LmdbError.Panic } => Broken,
        // The commit that fails at its meta page says what the system said; only then does LMDB panic.
        LmdbException { Error: LmdbError.InputOutput } when environment.HasPanicked => Broken,
        LmdbException { Error: LmdbError.MapFull } => new(
            WriteFailureKind.Disk, "its file is as large as Relay:Store:MapSizeGiB allows", Full),
        LmdbException { Error: LmdbError.QuotaExceeded } => new(WriteFailureKind.Disk, "the quota of disk space is used up", Full),
        LmdbException { IsOutOfSpace: true } => new(WriteFailureKind.Disk, "the disk is full", Full),
        // A write of which only a part fitted: LMDB passes it on as an error of the device.
        LmdbException { Error: LmdbError.InputOutput } when disk.Free is < NextToNothing => new(
            WriteFailureKind.Disk, "the disk is full", Full),
        LmdbException { Error: LmdbError.InputOutput } => new(
            WriteFailureKind.Disk, "the disk failed (input/output error)", "error: the disk failed"),
        LmdbException { Error: LmdbError.ReadOnlyFileSystem } => new(
            WriteFailureKind.Disk, "the file system has become read-only", "error: the disk failed"),
        DirectoryNotFoundException or FileNotFoundException => new(
            WriteFailureKind.Disk, "the store's folder is not where it was", "error: the disk failed"),
        IOException or UnauthorizedAccessException => new(WriteFailureKind.Disk, "the disk failed", "error: the disk failed"),
        _ => new(WriteFailureKind.Program, "a write failed, as the log says", "error: the event could not be stored"),
    };
}
