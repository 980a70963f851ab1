namespace Relay.Storage.Lmdb;

/// <summary>
/// The file of an environment. Pages that a transaction took at the end and gave back are never written, so a healthy file may lack
/// them; a file that was cut off lacks pages that are in use, and reading those would not fail but end the process (SIGBUS). Which of
/// the two it is, the owner of a store knows (<see cref="FileTrust"/>) and then completes the file; who reads beside it goes by the length.
/// </summary>
static class DataFile
{
    /// <summary>More than transactions were seen to give back, less than a copy that was broken off.</summary>
    public const long MayLack = 1 << 20;

    public static bool IsAt(string environment) => File.Exists(PathOf(environment));

    /// <summary>0 if there is none.</summary>
    public static long LengthOf(string environment) => IsAt(environment) ? new FileInfo(PathOf(environment)).Length : 0;

    /// <summary>Throws if the file ends before the pages it counts by more than this.</summary>
    public static void RequireWhole(LmdbEnvironment environment, long mayLack)
    {
        var used = environment.GetInfo().UsedBytes;
        var length = new FileInfo(PathOf(environment.Path)).Length;
        if (length < used - mayLack)
            throw new LmdbException(LmdbError.Corrupted, $"{PathOf(environment.Path)} has {length} bytes of {used}.");
    }

    /// <summary>Fills the end up with zeros. For the one thread that writes, between its transactions.</summary>
    public static void Complete(LmdbEnvironment environment)
    {
        var used = environment.GetInfo().UsedBytes;
        if (new FileInfo(PathOf(environment.Path)).Length >= used)
            return;
        using var file = new FileStream(PathOf(environment.Path), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(used);
    }

    /// <summary>Whether the file was deleted since it was opened; what is mapped stays as it was then. Known on Linux only.</summary>
    public static bool IsDeleted(LmdbEnvironment environment) =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/maps").Any(line => line.EndsWith($"{PathOf(environment.Path)} (deleted)", StringComparison.Ordinal));

    /// <summary>Whether the failure means that the file is not what liblmdb wrote, or of another version of it.</summary>
    public static bool IsDamage(LmdbException exception) =>
        exception.Error is LmdbError.Corrupted or LmdbError.InvalidFile or LmdbError.VersionMismatch or LmdbError.Incompatible
            or LmdbError.PageNotFound or LmdbError.Panic;

    public static string PathOf(string environment) => Path.Combine(environment, "data.mdb");
}
