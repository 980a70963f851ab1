using LightningDB;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.Lmdb;

/// <summary>The meaning of a failed write, as text for clients, for <c>/health</c> and for the log. The text names no file.</summary>
/// <param name="Kind">What is at fault.</param>
/// <param name="What">The fault, as half a sentence.</param>
/// <param name="Answer">The answer to the client whose event it was.</param>
readonly record struct WriteFailure(WriteFailureKind Kind, string What, string Answer)
{
    const string Full = "error: the relay's disk is full";

    /// <summary>
    /// If fewer bytes are free after a failed write, it failed because the disk is full: LMDB had already written a part.
    /// </summary>
    const long NextToNothing = 1 << 20;

    /// <summary>Nothing can be written any more.</summary>
    public static readonly WriteFailure Broken = new(WriteFailureKind.Broken, "the store is broken", StoreBrokenException.Refusal);

    /// <summary>Judges a failure to write this environment on this disk.</summary>
    public static WriteFailure Of(Exception exception, LmdbEnvironment environment, StoreDisk disk) => exception switch
    {
        LmdbException { Error: MDBResultCode.Panic } => Broken,
        // A commit that fails at its meta page reports the system's error. Only later calls report LMDB's panic.
        LmdbException { SystemError: SystemError.InputOutput } when environment.HasPanicked => Broken,
        LmdbException { Error: MDBResultCode.MapFull } => new(
            WriteFailureKind.Disk, "its file is as large as Relay:Store:Lmdb:MapSizeGiB allows", Full),
        LmdbException { SystemError: SystemError.QuotaExceeded } => new(WriteFailureKind.Disk, "the quota of disk space is used up", Full),
        LmdbException { IsOutOfSpace: true } => new(WriteFailureKind.Disk, "the disk is full", Full),
        // Only a part of the write fitted. LMDB reports that as an input/output error.
        LmdbException { SystemError: SystemError.InputOutput } when disk.Free is < NextToNothing => new(
            WriteFailureKind.Disk, "the disk is full", Full),
        LmdbException { SystemError: SystemError.InputOutput } => new(
            WriteFailureKind.Disk, "the disk failed (input/output error)", "error: the disk failed"),
        LmdbException { SystemError: SystemError.ReadOnlyFileSystem } => new(
            WriteFailureKind.Disk, "the file system has become read-only", "error: the disk failed"),
        DirectoryNotFoundException or FileNotFoundException => new(
            WriteFailureKind.Disk, "the store's folder is not where it was", "error: the disk failed"),
        IOException or UnauthorizedAccessException => new(WriteFailureKind.Disk, "the disk failed", "error: the disk failed"),
        _ => new(WriteFailureKind.Program, "a write failed, as the log says", "error: the event could not be stored"),
    };
}
