using System.Diagnostics;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// A library that is loaded into a relay before all others. It makes writes of LMDB's meta pages fail while a file exists. It is built with
/// the system's C compiler; without one the test is skipped.
/// </summary>
sealed class FailingMetaPage(string library, string trigger)
{
    // A meta page is a short write at the start of the file; all other writes are whole pages behind it.
    const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdlib.h>
        #include <sys/types.h>
        #include <unistd.h>

        typedef ssize_t (*writer)(int, const void *, size_t, off_t);

        static ssize_t write_or_fail(const char *name, int file, const void *bytes, size_t count, off_t at)
        {
            const char *trigger = getenv("FAIL_META_PAGES_WHILE");
            if (trigger && at < 8192 && count < 4096 && access(trigger, F_OK) == 0) {
                errno = EIO;
                return -1;
            }
            return ((writer)dlsym(RTLD_NEXT, name))(file, bytes, count, at);
        }

        ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) { return write_or_fail("pwrite", file, bytes, count, at); }
        ssize_t pwrite64(int file, const void *bytes, size_t count, off_t at) { return write_or_fail("pwrite64", file, bytes, count, at); }
        """;

    /// <summary>The environment variables that a process needs.</summary>
    public (string Name, string Value)[] Environment => [("LD_PRELOAD", library), ("FAIL_META_PAGES_WHILE", trigger)];

    public static async Task<FailingMetaPage> MakeAsync(TemporaryFolder folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux loads libraries before others in this way");
        Assert.SkipUnless(File.Exists("/usr/bin/cc"), "there is no C compiler");
        var library = folder.File("failing.so");
        var start = new ProcessStartInfo("/usr/bin/cc", ["-shared", "-fPIC", "-o", library, folder.Write("failing.c", Source), "-ldl"]);
        using var compiler = Process.Start(start)!;
        await compiler.WaitForExitAsync().Within("the compiler");
        Assert.Equal(0, compiler.ExitCode);
        return new FailingMetaPage(library, folder.File("fail"));
    }

    public void Begin() => File.WriteAllText(trigger, "");

    public void End() => File.Delete(trigger);
}
