using System.Runtime.InteropServices;

namespace Relay.AspNetCore;

/// <summary>The C library's heap. The store and the compression use it.</summary>
static class NativeHeap
{
    /// <summary>
    /// Gives free pages back to the system. Only glibc needs to be asked; other C libraries give them back by themselves.
    /// </summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library, which needs no call.
        }
    }

    [DllImport("libc.so.6", ExactSpelling = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern int malloc_trim(nuint pad);
}
