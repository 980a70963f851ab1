namespace Relay.Storage.Lmdb;

/// <summary>The file of an environment, as far as damage can be told from outside.</summary>
static class DataFile
{
    public static bool IsAt(string environment) => File.Exists(PathOf(environment));

    /// <summary>
    /// Throws if the file ends before the pages it counts: reading there would not fail but end the process (SIGBUS). Pages that
    /// a transaction took and gave back are never written, so a healthy file may lack a few at its end.
    /// </summary>
    public static void RequireWhole(LmdbEnvironment environment, long mayLack)
    {
        var used = environment.GetInfo().UsedBytes;
        var length = new FileInfo(PathOf(environment.Path)).Length;
        if (length < used - mayLack)
            throw new LmdbException(LmdbError.Corrupted, $"{PathOf(environment.Path)} has {length} bytes of {used}.");
    }

    /// <summary>Whether the failure means that the file is not what liblmdb wrote, or of another version of it.</summary>
    public static bool IsDamage(LmdbException e) =>
        e.Error is LmdbError.Corrupted or LmdbError.InvalidFile or LmdbError.VersionMismatch or LmdbError.Incompatible
            or LmdbError.PageNotFound or LmdbError.Panic;

    static string PathOf(string environment) => Path.Combine(environment, "data.mdb");
}
