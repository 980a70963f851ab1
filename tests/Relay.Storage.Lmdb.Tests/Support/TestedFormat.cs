using System.Runtime.CompilerServices;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The format on which all tests of this project run: the default, or 1.0 if the environment variable RELAY_TEST_FORMAT says so. Then
/// RELAY_TEST_LMDB_1_0 may name another library than the bundled one. test.sh runs the tests on both formats.
/// </summary>
static class TestedFormat
{
    [ModuleInitializer]
    public static void Choose()
    {
        if (Environment.GetEnvironmentVariable("RELAY_TEST_FORMAT") is not { Length: > 0 } name)
            return;
        LmdbFormat.Default = LmdbFormat.Named(name);
        if (LmdbFormat.Default == LmdbFormat.New && Environment.GetEnvironmentVariable("RELAY_TEST_LMDB_1_0") is { Length: > 0 } library)
            LmdbLibrary.Use(LmdbFormat.New, [library]);
    }
}
