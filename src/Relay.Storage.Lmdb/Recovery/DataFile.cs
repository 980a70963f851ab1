using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The data file of an environment. A healthy file may be too short: pages that a transaction took at the end and gave back are never
/// written. A truncated file lacks pages in use, and reading those would end the process (SIGBUS) instead of failing. The owner of a store
/// finds out which of the two it is (<see cref="FileTrust"/>) and then completes the file; other readers go by the length.
/// </summary>
static class DataFile
{
    /// <summary>
    /// Bytes that a healthy file may lack: more than transactions were seen to give back, less than an interrupted copy lacks.
    /// </summary>
    public const long MayLack = 1 << 20;

    public static bool IsAt(string environment) => File.Exists(PathOf(environment));

    /// <summary>The length in bytes; 0 if there is no file.</summary>
    public static long LengthOf(string environment) => IsAt(environment) ? new FileInfo(PathOf(environment)).Length : 0;

    /// <summary>The format that the file says it has; null if there is no file, or none of LMDB.</summary>
    public static LmdbFormat? FormatOf(string environment)
    {
        if (!IsAt(environment))
            return null;
        using var file = File.OpenHandle(PathOf(environment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return LmdbFormat.Of(file);
    }

    /// <summary>Throws if the file is shorter than its used pages by more than the given bytes.</summary>
    public static void RequireWhole(LmdbEnvironment environment, long mayLack)
    {
        var used = environment.GetInfo().UsedBytes;
        var length = new FileInfo(PathOf(environment.Path)).Length;
        if (length < used - mayLack)
            throw new LmdbException(MDBResultCode.Corrupted, $"{PathOf(environment.Path)} has {length} bytes of {used}.");
    }

    /// <summary>
    /// Pads the file with zeros to the end of its used pages. Only the writing thread may call this, between transactions.
    /// </summary>
    public static void Complete(LmdbEnvironment environment)
    {
        var used = environment.GetInfo().UsedBytes;
        if (new FileInfo(PathOf(environment.Path)).Length >= used)
            return;
        using var file = new FileStream(PathOf(environment.Path), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(used);
    }

    /// <summary>
    /// Whether the file was deleted after it was opened. The map still has its contents. Only Linux can tell; false elsewhere.
    /// </summary>
    public static bool IsDeleted(LmdbEnvironment environment) =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/maps").Any(line => line.EndsWith($"{PathOf(environment.Path)} (deleted)", StringComparison.Ordinal));

    /// <summary>Whether the exception means that the file is damaged or from another version of liblmdb.</summary>
    public static bool IsDamage(LmdbException exception) =>
        exception.Error is MDBResultCode.Corrupted or MDBResultCode.Invalid or MDBResultCode.VersionMismatch or MDBResultCode.Incompatible
            or MDBResultCode.PageNotFound or MDBResultCode.Panic;

    public static string PathOf(string environment) => Path.Combine(environment, "data.mdb");
}
