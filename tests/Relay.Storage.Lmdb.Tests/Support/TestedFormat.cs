using System.Runtime.CompilerServices;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The format on which all tests of this project run. It is the default, unless the variable RELAY_TEST_LMDB_1_0 names a library of LMDB 1.0.
/// test.sh runs the tests on both.
/// </summary>
static class TestedFormat
{
    [ModuleInitializer]
    public static void Choose()
    {
        if (Environment.GetEnvironmentVariable("RELAY_TEST_LMDB_1_0") is not { Length: > 0 } library)
            return;
        LmdbFormat.Default = LmdbFormat.New;
        LmdbLibrary.Use(LmdbFormat.New, [library]);
    }
}
